// Package fmt. The verbs are formatted by natives; here is what concerns writers and errors.
package fmt

import (
	"errors"
	"io"
	"os"
	"strconv"
	"unicode/utf8"
)

type Stringer interface {
	String() string
}
type GoStringer interface {
	GoString() string
}
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}
type Formatter interface {
	Format(f State, verb rune)
}

// state is what a Formatter sees of the printer; the native that makes one knows its words.
type state struct {
	buf   []byte
	width int
	prec  int
	flags uint64
}

func (s *state) Write(b []byte) (n int, err error) {
	s.buf = append(s.buf, b...)
	return len(b), nil
}

func (s *state) WriteString(str string) (n int, err error) {
	s.buf = append(s.buf, str...)
	return len(str), nil
}

func known(n int) (int, bool) {
	if n < 0 {
		return 0, false
	}
	return n, true
}

func (s *state) Width() (wid int, ok bool)      { return known(s.width) }
func (s *state) Precision() (prec int, ok bool) { return known(s.prec) }
func (s *state) Flag(c int) bool                { return c < 64 && s.flags>>uint(c)&1 == 1 }

// The conversion makes *state known at run time, to programs that know State.
var _ State = State(&state{})

// FormatString is the verb and flags that a Formatter was called with.
func FormatString(s State, verb rune) string {
	out := "%"
	for _, c := range " +-#0" {
		if s.Flag(int(c)) {
			out += string(c)
		}
	}
	if w, ok := s.Width(); ok {
		out += Sprint(w)
	}
	if p, ok := s.Precision(); ok {
		out += "." + Sprint(p)
	}
	return out + string(verb)
}

func Print(a ...any) (n int, err error)
func Printf(format string, a ...any) (n int, err error)
func Println(a ...any) (n int, err error)
func Sprint(a ...any) string
func Sprintf(format string, a ...any) string
func Sprintln(a ...any) string

func write(w io.Writer, s string) (n int, err error) {
	if f, ok := w.(*os.File); ok {
		return f.WriteString(s)
	}
	return w.Write([]byte(s))
}

func Fprint(w io.Writer, a ...any) (n int, err error) { return write(w, Sprint(a...)) }
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return write(w, Sprintf(format, a...))
}
func Fprintln(w io.Writer, a ...any) (n int, err error) { return write(w, Sprintln(a...)) }

func Append(b []byte, a ...any) []byte { return append(b, Sprint(a...)...) }
func Appendf(b []byte, format string, a ...any) []byte {
	return append(b, Sprintf(format, a...)...)
}
func Appendln(b []byte, a ...any) []byte { return append(b, Sprintln(a...)...) }

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }

// errorf also tells the indices of the operands of %w, in order, each once.
func errorf(format string, a []any) (s string, wrapped []int)

func Errorf(format string, a ...any) error {
	s, wrapped := errorf(format, a)
	switch len(wrapped) {
	case 0:
		return errors.New(s)
	case 1:
		w := &wrapError{msg: s}
		w.err, _ = a[wrapped[0]].(error)
		return w
	}
	var errs []error
	for _, i := range wrapped {
		if e, ok := a[i].(error); ok {
			errs = append(errs, e)
		}
	}
	return &wrapErrors{s, errs}
}

// ScanState is what a Scanner sees of the scan.
type ScanState interface {
	ReadRune() (r rune, size int, err error)
	UnreadRune() error
	SkipSpace()
	Token(skipSpace bool, f func(rune) bool) (token []byte, err error)
	Width() (wid int, ok bool)
	Read(buf []byte) (n int, err error)
}

type Scanner interface {
	Scan(state ScanState, verb rune) error
}

func Scan(a ...any) (n int, err error)                 { return Fscan(os.Stdin, a...) }
func Scanln(a ...any) (n int, err error)               { return Fscanln(os.Stdin, a...) }
func Scanf(format string, a ...any) (n int, err error) { return Fscanf(os.Stdin, format, a...) }

// stringReader is the text of Sscan.
type stringReader string

func (r *stringReader) Read(b []byte) (n int, err error) {
	if len(*r) == 0 {
		return 0, io.EOF
	}
	n = copy(b, *r)
	*r = (*r)[n:]
	return n, nil
}

func Sscan(str string, a ...any) (n int, err error)   { return Fscan((*stringReader)(&str), a...) }
func Sscanln(str string, a ...any) (n int, err error) { return Fscanln((*stringReader)(&str), a...) }
func Sscanf(str string, format string, a ...any) (n int, err error) {
	return Fscanf((*stringReader)(&str), format, a...)
}

func Fscan(r io.Reader, a ...any) (n int, err error) {
	s := newScan(r)
	s.nlIsSpace = true
	return s.all(a)
}

func Fscanln(r io.Reader, a ...any) (n int, err error) {
	s := newScan(r)
	s.nlIsEnd = true
	return s.all(a)
}

func Fscanf(r io.Reader, format string, a ...any) (n int, err error) {
	return newScan(r).byFormat(format, a)
}

// runes reads runes from a reader that has no ReadRune: byte by byte, so that nothing is lost that
// comes after what is scanned.
type runes struct {
	r io.Reader
	// Bytes of a rune that turned out to be none.
	left []byte
	last rune
	// UnreadRune has put last back.
	back bool
}

func (r *runes) next() (byte, error) {
	if len(r.left) > 0 {
		c := r.left[0]
		r.left = r.left[1:]
		return c, nil
	}
	var b [1]byte
	_, err := io.ReadFull(r.r, b[:])
	return b[0], err
}

func (r *runes) ReadRune() (rune, int, error) {
	if r.back {
		r.back = false
		return r.last, utf8.RuneLen(r.last), nil
	}
	c, err := r.next()
	if err != nil {
		return 0, 0, err
	}
	if c < utf8.RuneSelf {
		r.last = rune(c)
		return r.last, 1, nil
	}
	b := []byte{c}
	for !utf8.FullRune(b) {
		c, err = r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, 0, err
		}
		b = append(b, c)
	}
	var size int
	r.last, size = utf8.DecodeRune(b)
	r.left = append(b[size:], r.left...)
	return r.last, size, nil
}

func (r *runes) UnreadRune() error {
	r.back = true
	return nil
}

// noRune is what there is to read at the end, and after a mistake.
const noRune = -1

const noWidth = 1 << 30

// scan is one call of the Scan family. Its first error stops it: from then on there is nothing to read.
type scan struct {
	in io.RuneScanner
	// Whether a newline counts as space (Scan), and whether it ends the scan (Scanln).
	nlIsSpace, nlIsEnd bool
	err                error
	atEnd              bool
	// Runes read, and up to how many this value may take.
	count, limit int
	width        int
	token        []byte
}

func newScan(r io.Reader) *scan {
	in, ok := r.(io.RuneScanner)
	if !ok {
		in = &runes{r: r}
	}
	return &scan{in: in, limit: noWidth, width: noWidth}
}

func (s *scan) Read(buf []byte) (n int, err error) {
	return 0, errors.New("ScanState's Read should not be called. Use ReadRune")
}

func (s *scan) Width() (wid int, ok bool) {
	if s.width == noWidth {
		return 0, false
	}
	return s.width, true
}

func (s *scan) ReadRune() (r rune, size int, err error) {
	if s.atEnd || s.count >= s.limit {
		return 0, 0, io.EOF
	}
	r, size, err = s.in.ReadRune()
	if err != nil {
		s.atEnd = err == io.EOF
		return r, size, err
	}
	s.count++
	s.atEnd = s.nlIsEnd && r == '\n'
	return r, size, nil
}

func (s *scan) UnreadRune() error {
	s.in.UnreadRune()
	s.atEnd = false
	s.count--
	return nil
}

func (s *scan) stop(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *scan) fail(text string) { s.stop(errors.New(text)) }

func (s *scan) get() rune {
	if s.err != nil {
		return noRune
	}
	r, _, err := s.ReadRune()
	if err == nil {
		return r
	}
	if err != io.EOF {
		s.stop(err)
	}
	return noRune
}

// must is get where the end is a mistake.
func (s *scan) must() rune {
	r := s.get()
	if r == noRune {
		s.stop(io.ErrUnexpectedEOF)
	}
	return r
}

func (s *scan) unget(r rune) {
	if r != noRune {
		s.UnreadRune()
	}
}

func in(set string, r rune) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}

func isSpace(r rune) bool

// peek is whether the next rune is one of the set.
func (s *scan) peek(set string) bool {
	r := s.get()
	s.unget(r)
	return r != noRune && in(set, r)
}

// accept puts the next rune into the token if it is one of the set.
func (s *scan) accept(set string) bool {
	r := s.get()
	if r == noRune {
		return false
	}
	if !in(set, r) {
		s.UnreadRune()
		return false
	}
	s.token = utf8.AppendRune(s.token, r)
	return true
}

func (s *scan) SkipSpace() {
	for {
		r := s.get()
		switch {
		case r == noRune:
			return
		case r == '\r' && s.peek("\n"):
		case r == '\n':
			if !s.nlIsSpace {
				s.fail("unexpected newline")
			}
		case !isSpace(r):
			s.UnreadRune()
			return
		}
	}
}

// begin skips space before a value, which must be there.
func (s *scan) begin() {
	s.SkipSpace()
	s.there()
}

func (s *scan) there() {
	r := s.get()
	if r == noRune {
		s.stop(io.EOF)
	}
	s.unget(r)
}

func (s *scan) while(f func(rune) bool) {
	for {
		r := s.get()
		if r == noRune {
			return
		}
		if !f(r) {
			s.UnreadRune()
			return
		}
		s.token = utf8.AppendRune(s.token, r)
	}
}

func notSpace(r rune) bool { return !isSpace(r) }

func (s *scan) Token(skipSpace bool, f func(rune) bool) (token []byte, err error) {
	if f == nil {
		f = notSpace
	}
	s.token = s.token[:0]
	if skipSpace {
		s.SkipSpace()
	}
	s.while(f)
	// Whoever asks gets the error, and may go on.
	err, s.err = s.err, nil
	if err != nil {
		return nil, err
	}
	return s.token, nil
}

func (s *scan) verb(verb rune, known, what string) {
	if !in(known, verb) {
		s.fail("bad verb '%" + string(verb) + "' for " + what)
	}
}

func (s *scan) bool(verb rune) bool {
	s.begin()
	s.verb(verb, "tv", "boolean")
	// A word may be cut short after its first letter only.
	word := func(letters ...string) {
		if !s.accept(letters[0]) {
			return
		}
		for _, l := range letters[1:] {
			if !s.accept(l) {
				s.fail("syntax error scanning boolean")
			}
		}
	}
	switch s.get() {
	case '1':
		return true
	case 't', 'T':
		word("rR", "uU", "eE")
		return true
	case 'f', 'F':
		word("aA", "lL", "sS", "eE")
	}
	return false
}

// char is a rune as a number of so many bits.
func (s *scan) char(bits int) int64 {
	s.there()
	r := int64(s.get())
	if s.err == nil && r<<(64-bits)>>(64-bits) != r {
		s.fail("overflow on character value " + string(rune(r)))
	}
	return r
}

// digits reads the digits of an integer, with its sign and prefix, and tells their base.
func (s *scan) digits(verb rune, signed bool) (base int) {
	s.begin()
	s.verb(verb, "bdoUxXv", "integer")
	set, some := "0123456789", false
	base = 10
	switch verb {
	case 'b':
		base, set = 2, "01"
	case 'o':
		base, set = 8, "01234567"
	case 'x', 'X', 'U':
		base, set = 16, "0123456789aAbBcCdDeEfF"
	}
	if verb == 'U' {
		if s.get() != 'U' || s.get() != '+' {
			s.fail("bad unicode format ")
		}
	} else if signed {
		s.accept("+-")
	}
	if verb == 'v' {
		base, set = 0, "0123456789_"
		if s.accept("0") {
			some, set = true, "01234567_"
			if s.accept("bB") {
				set = "01_"
			} else if s.accept("xX") {
				set = "0123456789aAbBcCdDeEfF_"
			} else {
				s.accept("oO")
			}
		}
	}
	if !some {
		s.there()
		if !s.accept(set) {
			s.fail("expected integer")
		}
	}
	for s.accept(set) {
	}
	return base
}

func (s *scan) int(verb rune, bits int) int64 {
	if verb == 'c' {
		return s.char(bits)
	}
	base := s.digits(verb, true)
	if s.err != nil {
		return 0
	}
	i, code := parseInt(string(s.token), base, 64)
	if code != 0 {
		s.noNumber("ParseInt", string(s.token), code)
	} else if i<<(64-bits)>>(64-bits) != i {
		s.fail("integer overflow on token " + string(s.token))
	}
	return i
}

func (s *scan) uint(verb rune, bits int) uint64 {
	if verb == 'c' {
		return uint64(s.char(bits))
	}
	base := s.digits(verb, false)
	if s.err != nil {
		return 0
	}
	i, code := parseUint(string(s.token), base, 64)
	if code != 0 {
		s.noNumber("ParseUint", string(s.token), code)
	} else if i<<(64-bits)>>(64-bits) != i {
		s.fail("unsigned integer overflow on token " + string(s.token))
	}
	return i
}

// Natives of package strconv.
func parseInt(s string, base, bitSize int) (i int64, code int)
func parseUint(s string, base, bitSize int) (i uint64, code int)
func parseFloat(s string, bitSize int) (f float64, code int)
func unquote(s string) (out string, ok bool)

func (s *scan) noNumber(function, text string, code int) {
	why := strconv.ErrSyntax
	if code == 2 {
		why = strconv.ErrRange
	}
	s.stop(&strconv.NumError{Func: function, Num: text, Err: why})
}

// floatToken reads what may be a float; whether it is one is asked of parseFloat.
func (s *scan) floatToken() {
	if s.accept("nN") && s.accept("aA") && s.accept("nN") {
		return
	}
	s.accept("+-")
	if s.accept("iI") && s.accept("nN") && s.accept("fF") {
		return
	}
	set, exponent := "0123456789_", "eEpP"
	if s.accept("0") && s.accept("xX") {
		set, exponent = "0123456789aAbBcCdDeEfF_", "pP"
	}
	for s.accept(set) {
	}
	if s.accept(".") {
		for s.accept(set) {
		}
	}
	if s.accept(exponent) {
		s.accept("+-")
		for s.accept("0123456789_") {
		}
	}
}

func (s *scan) float(verb rune, bits int, what string) float64 {
	if what != "" {
		s.verb(verb, "beEfFgGv", what)
	}
	s.begin()
	s.floatToken()
	if s.err != nil {
		return 0
	}
	text := string(s.token)
	mantissa, power, fails := text, int64(0), 0
	if p := indexByte(text, 'p'); p >= 0 && indexByte(text, 'x') < 0 && indexByte(text, 'X') < 0 {
		// Decimal digits with an exponent of two, which strconv does not know.
		mantissa = text[:p]
		power, fails = parseInt(text[p+1:], 10, 0)
	}
	f, code := parseFloat(mantissa, bits)
	if code != 0 {
		s.noNumber("ParseFloat", text, code)
		return 0
	}
	if fails != 0 {
		s.noNumber("Atoi", text, fails)
		return 0
	}
	for ; power > 0 && f-f == 0 && f != 0; power-- {
		f *= 2
	}
	for ; power < 0 && f != 0; power++ {
		f /= 2
	}
	return f
}

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func (s *scan) string(verb rune) string {
	s.verb(verb, "svqxX", "string")
	s.begin()
	switch verb {
	case 'q':
		return s.quoted()
	case 'x', 'X':
		s.hex()
	default:
		s.while(notSpace)
	}
	return string(s.token)
}

func (s *scan) quoted() string {
	quote := s.get()
	if quote != '"' && quote != '`' {
		s.fail("expected quoted string")
		return ""
	}
	s.token = append(s.token, byte(quote))
	for s.err == nil {
		r := s.must()
		s.token = utf8.AppendRune(s.token, r)
		if r == quote {
			break
		}
		if quote == '"' && r == '\\' {
			s.token = utf8.AppendRune(s.token, s.must())
		}
	}
	if s.err != nil {
		return ""
	}
	if quote == '`' {
		return string(s.token[1 : len(s.token)-1])
	}
	text, ok := unquote(string(s.token))
	if !ok {
		s.fail("invalid syntax")
	}
	return text
}

func hexDigit(r rune) int {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0')
	case 'a' <= r && r <= 'f':
		return int(r-'a') + 10
	case 'A' <= r && r <= 'F':
		return int(r-'A') + 10
	}
	return -1
}

func (s *scan) hex() {
	for {
		r := s.get()
		if r == noRune {
			break
		}
		high := hexDigit(r)
		if high < 0 {
			s.UnreadRune()
			break
		}
		low := hexDigit(s.must())
		if low < 0 {
			s.fail("illegal hex digit")
			return
		}
		s.token = append(s.token, byte(high<<4|low))
	}
	if len(s.token) == 0 {
		s.fail("no hex data for %x string")
	}
}

// basic is a pointer to a named type as one to the type below it, and the name of the type it had;
// nil for what is no pointer to a type that can be scanned.
func basic(p any) (same any, name string, pointer bool)

// value reads one value into what arg points to.
func (s *scan) value(verb rune, arg any) {
	s.token = s.token[:0]
	if own, ok := arg.(Scanner); ok {
		err := own.Scan(s, verb)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			s.stop(err)
		}
		return
	}
	if s.known(verb, arg, true) {
		return
	}
	same, name, pointer := basic(arg)
	if !pointer {
		s.fail("type not a pointer: " + name)
	} else if same == nil || !s.known(verb, same, false) {
		s.fail("can't scan type: " + name)
	}
}

// known reads one value if arg points to a type without a name; what fails is not stored.
func (s *scan) known(verb rune, arg any, own bool) bool {
	switch p := arg.(type) {
	case *bool:
		set(s, p, s.bool(verb))
	case *int:
		set(s, p, int(s.int(verb, 64)))
	case *int8:
		set(s, p, int8(s.int(verb, 8)))
	case *int16:
		set(s, p, int16(s.int(verb, 16)))
	case *int32:
		set(s, p, int32(s.int(verb, 32)))
	case *int64:
		set(s, p, s.int(verb, 64))
	case *uint:
		set(s, p, uint(s.uint(verb, 64)))
	case *uint8:
		set(s, p, uint8(s.uint(verb, 8)))
	case *uint16:
		set(s, p, uint16(s.uint(verb, 16)))
	case *uint32:
		set(s, p, uint32(s.uint(verb, 32)))
	case *uint64:
		set(s, p, s.uint(verb, 64))
	case *uintptr:
		set(s, p, uintptr(s.uint(verb, 64)))
	case *float32:
		set(s, p, float32(s.float(verb, 32, called("float32", own))))
	case *float64:
		set(s, p, s.float(verb, 64, called("float64", own)))
	case *string:
		set(s, p, s.string(verb))
	case *[]byte:
		set(s, p, []byte(s.string(verb)))
	default:
		return false
	}
	return true
}

// called is a type's name where Go looks at the verb: not for types with a name of their own.
func called(name string, own bool) string {
	if own {
		return name
	}
	return ""
}

func set[T any](s *scan, p *T, v T) {
	if s.err == nil {
		*p = v
	}
}

// all scans without a format.
func (s *scan) all(a []any) (n int, err error) {
	for _, arg := range a {
		s.value('v', arg)
		if s.err != nil {
			return n, s.err
		}
		n++
	}
	for s.nlIsEnd {
		r := s.get()
		if r == '\n' || r == noRune {
			break
		}
		if !isSpace(r) {
			s.fail("expected newline")
		}
	}
	return n, s.err
}

// space matches a run of spaces and newlines of the format; it tells how long it is there.
func (s *scan) space(format string) (length int) {
	newlines, trailing := 0, false
	for i, c := range format {
		if !isSpace(c) {
			break
		}
		length = i + utf8.RuneLen(c)
		if trailing = c != '\n'; !trailing {
			newlines++
		}
	}
	blanks := func(r rune) rune {
		for isSpace(r) && r != '\n' {
			r = s.get()
		}
		return r
	}
	for range newlines {
		if r := blanks(s.get()); r != '\n' && r != noRune {
			s.fail("newline in format does not match input")
		}
	}
	if !trailing {
		return length
	}
	r := s.get()
	if newlines == 0 {
		if !isSpace(r) && r != noRune {
			s.fail("expected space in input to match format")
		}
		if r == '\n' {
			s.fail("newline in input does not match format")
		}
	}
	if s.err == nil {
		s.unget(blanks(r))
	}
	return length
}

// literal matches the text of the format up to the next verb; it tells how long it is, -1 if the
// input is another.
func (s *scan) literal(format string) (length int) {
	for length < len(format) && s.err == nil {
		c, size := utf8.DecodeRuneInString(format[length:])
		if isSpace(c) {
			length += s.space(format[length:])
			continue
		}
		if c == '%' {
			if length+1 == len(format) {
				s.fail("missing verb: % at end of format string")
				return length
			}
			if format[length+1] != '%' {
				return length
			}
			length++
		}
		if r := s.must(); r != c {
			s.unget(r)
			return -1
		}
		length += size
	}
	return length
}

// byFormat scans as the format says.
func (s *scan) byFormat(format string, a []any) (n int, err error) {
	for format != "" && s.err == nil {
		w := s.literal(format)
		if s.err != nil {
			break
		}
		if w > 0 {
			format = format[w:]
			continue
		}
		// What failed at %% is tried again as a verb, which skips space.
		if w < 0 && format[0] != '%' {
			s.fail("input does not match format")
			break
		}
		format = format[1:]
		s.width = noWidth
		for digits := 0; format != "" && '0' <= format[0] && format[0] <= '9'; format = format[1:] {
			digits = min(digits*10+int(format[0]-'0'), noWidth)
			s.width = digits
		}
		whole := format
		verb, size := utf8.DecodeRuneInString(format)
		format = format[size:]
		if verb != 'c' {
			s.SkipSpace()
		}
		if verb == '%' {
			s.begin()
			if !s.accept("%") {
				s.fail("missing literal %")
			}
			continue
		}
		if s.err == nil && n >= len(a) {
			s.fail("too few operands for format '%" + whole + "'")
		}
		if s.err != nil {
			break
		}
		s.limit = min(noWidth, s.count+s.width)
		s.value(verb, a[n])
		s.limit = noWidth
		if s.err == nil {
			n++
		}
	}
	if s.err == nil && n < len(a) {
		s.fail("too many operands")
	}
	return n, s.err
}
