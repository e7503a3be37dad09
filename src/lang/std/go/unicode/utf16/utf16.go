// Package utf16: runes as one or two numbers of 16 bits.
package utf16

const (
	replacement = '\uFFFD'

	// The first halves of pairs, the second ones, what follows, and the first rune that takes two.
	first  = 0xD800
	second = 0xDC00
	end    = 0xE000
	paired = 0x10000

	maxRune = '\U0010FFFF'
)

func IsSurrogate(r rune) bool { return first <= r && r < end }

func DecodeRune(r1, r2 rune) rune {
	if first <= r1 && r1 < second && second <= r2 && r2 < end {
		return (r1-first)<<10 + (r2 - second) + paired
	}
	return replacement
}

func EncodeRune(r rune) (r1, r2 rune) {
	if RuneLen(r) != 2 {
		return replacement, replacement
	}
	r -= paired
	return first + r>>10, second + r&0x3FF
}

func RuneLen(r rune) int {
	switch {
	case 0 <= r && r < first || end <= r && r < paired:
		return 1
	case paired <= r && r <= maxRune:
		return 2
	}
	return -1
}

func AppendRune(a []uint16, r rune) []uint16 {
	switch RuneLen(r) {
	case 1:
		return append(a, uint16(r))
	case 2:
		r1, r2 := EncodeRune(r)
		return append(a, uint16(r1), uint16(r2))
	}
	return append(a, replacement)
}

func Encode(s []rune) []uint16 {
	a := make([]uint16, 0, len(s))
	for _, r := range s {
		a = AppendRune(a, r)
	}
	return a
}

func Decode(s []uint16) []rune {
	runes := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		r := rune(s[i])
		if IsSurrogate(r) {
			r2 := rune(0)
			if i+1 < len(s) {
				r2 = rune(s[i+1])
			}
			if r = DecodeRune(r, r2); r != replacement {
				i++
			}
		}
		runes = append(runes, r)
	}
	return runes
}
