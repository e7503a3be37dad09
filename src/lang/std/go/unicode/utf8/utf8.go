// Package utf8: runes in byte sequences.
package utf8

const (
	RuneError = '\uFFFD'
	RuneSelf  = 0x80
	MaxRune   = '\U0010FFFF'
	UTFMax    = 4
)

func DecodeRuneInString(s string) (r rune, size int)
func DecodeLastRuneInString(s string) (r rune, size int)
func FullRuneInString(s string) bool
func RuneCountInString(s string) (n int)
func ValidString(s string) bool
func RuneLen(r rune) int

// head and tail are enough bytes of p for one rune.
func head(p []byte) string { return string(p[:min(len(p), UTFMax)]) }
func tail(p []byte) string { return string(p[max(len(p)-UTFMax, 0):]) }

func DecodeRune(p []byte) (r rune, size int)     { return DecodeRuneInString(head(p)) }
func DecodeLastRune(p []byte) (r rune, size int) { return DecodeLastRuneInString(tail(p)) }
func FullRune(p []byte) bool                     { return FullRuneInString(head(p)) }
func RuneCount(p []byte) int                     { return RuneCountInString(string(p)) }
func Valid(p []byte) bool                        { return ValidString(string(p)) }
func RuneStart(b byte) bool                      { return b&0xC0 != 0x80 }
func ValidRune(r rune) bool {
	return 0 <= r && r < 0xD800 || 0xDFFF < r && r <= MaxRune
}
func EncodeRune(p []byte, r rune) int    { return copy(p, string(r)) }
func AppendRune(p []byte, r rune) []byte { return append(p, string(r)...) }
