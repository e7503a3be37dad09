// Package strconv: numbers and quoted strings. The conversions are natives, the errors are made here.
package strconv

import "errors"

const IntSize = 64

var ErrRange = errors.New("value out of range")
var ErrSyntax = errors.New("invalid syntax")

type NumError struct {
	Func string
	Num  string
	Err  error
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error { return e.Err }

// code: 0 good, 1 syntax, 2 range, 3 invalid base, 4 invalid bit size.
func parseInt(s string, base, bitSize int) (i int64, code int)
func parseUint(s string, base, bitSize int) (i uint64, code int)
func parseFloat(s string, bitSize int) (f float64, code int)

func numError(fn, s string, base, bitSize, code int) error {
	switch code {
	case 0:
		return nil
	case 1:
		return &NumError{fn, s, ErrSyntax}
	case 2:
		return &NumError{fn, s, ErrRange}
	case 3:
		return &NumError{fn, s, errors.New("invalid base " + Itoa(base))}
	}
	return &NumError{fn, s, errors.New("invalid bit size " + Itoa(bitSize))}
}

func Atoi(s string) (int, error) {
	i, code := parseInt(s, 10, 0)
	return int(i), numError("Atoi", s, 10, 0, code)
}

func ParseInt(s string, base int, bitSize int) (i int64, err error) {
	i, code := parseInt(s, base, bitSize)
	return i, numError("ParseInt", s, base, bitSize, code)
}

func ParseUint(s string, base int, bitSize int) (uint64, error) {
	i, code := parseUint(s, base, bitSize)
	return i, numError("ParseUint", s, base, bitSize, code)
}

func ParseFloat(s string, bitSize int) (float64, error) {
	f, code := parseFloat(s, bitSize)
	return f, numError("ParseFloat", s, 0, 0, code)
}

func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, &NumError{"ParseBool", str, ErrSyntax}
}

func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func Itoa(i int) string
func FormatInt(i int64, base int) string
func FormatUint(i uint64, base int) string
func FormatFloat(f float64, fmt byte, prec, bitSize int) string
func Quote(s string) string
func QuoteToASCII(s string) string
func QuoteToGraphic(s string) string
func QuoteRune(r rune) string
func QuoteRuneToASCII(r rune) string
func QuoteRuneToGraphic(r rune) string
func CanBackquote(s string) bool
func IsPrint(r rune) bool
func IsGraphic(r rune) bool

func AppendBool(dst []byte, b bool) []byte             { return append(dst, FormatBool(b)...) }
func AppendInt(dst []byte, i int64, base int) []byte   { return append(dst, FormatInt(i, base)...) }
func AppendUint(dst []byte, i uint64, base int) []byte { return append(dst, FormatUint(i, base)...) }
func AppendQuote(dst []byte, s string) []byte          { return append(dst, Quote(s)...) }
func AppendQuoteToASCII(dst []byte, s string) []byte   { return append(dst, QuoteToASCII(s)...) }
func AppendQuoteRune(dst []byte, r rune) []byte        { return append(dst, QuoteRune(r)...) }
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte { return append(dst, QuoteRuneToASCII(r)...) }
func AppendQuoteToGraphic(dst []byte, s string) []byte { return append(dst, QuoteToGraphic(s)...) }
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte {
	return append(dst, QuoteRuneToGraphic(r)...)
}
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	return append(dst, FormatFloat(f, fmt, prec, bitSize)...)
}

func unquote(s string) (out string, ok bool)
func quotedPrefix(s string) (n int, ok bool)
func unquoteChar(s string, quote byte) (value rune, multibyte bool, used int, ok bool)

func Unquote(s string) (string, error) {
	if out, ok := unquote(s); ok {
		return out, nil
	}
	return "", ErrSyntax
}

func QuotedPrefix(s string) (string, error) {
	if n, ok := quotedPrefix(s); ok {
		return s[:n], nil
	}
	return "", ErrSyntax
}

func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	value, multibyte, used, ok := unquoteChar(s, quote)
	if !ok {
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, s[used:], nil
}
