// Package time: the virtual clock, timers and dates. The only time zones are fixed offsets; Local is UTC.
package time

type Duration int64

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

func (d Duration) String() string

func (d Duration) Nanoseconds() int64  { return int64(d) }
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

func (d Duration) Seconds() float64 { return float64(d/Second) + float64(d%Second)/1e9 }
func (d Duration) Minutes() float64 { return float64(d/Minute) + float64(d%Minute)/60e9 }
func (d Duration) Hours() float64   { return float64(d/Hour) + float64(d%Hour)/3600e9 }

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if d < 0 {
		r = -r
		if uint64(r)+uint64(r) < uint64(m) {
			return d + r
		}
		if d1 := d - m + r; d1 < d {
			return d1
		}
		return minDuration
	}
	if uint64(r)+uint64(r) < uint64(m) {
		return d - r
	}
	if d1 := d + m - r; d1 > d {
		return d1
	}
	return maxDuration
}

func (d Duration) Abs() Duration {
	if d >= 0 {
		return d
	}
	if d == minDuration {
		return maxDuration
	}
	return -d
}

// textError is the error type of this package's own messages.
type textError struct {
	s string
}

func (e *textError) Error() string { return e.s }

func parseDuration(s string) (d Duration, msg string)

func ParseDuration(s string) (Duration, error) {
	d, msg := parseDuration(s)
	if msg != "" {
		return 0, &textError{msg}
	}
	return d, nil
}

func Sleep(d Duration)

type Timer struct {
	C <-chan Time
	r int
}

type Ticker struct {
	C <-chan Time
	r int
}

// Timer handles are positive; 0 is a Timer that no function of this package made.
func newTimer(d, period Duration) (handle int, c <-chan Time)
func afterFunc(d Duration, f func()) (handle int)
func stopTimer(handle int) bool
func resetTimer(handle int, d, period Duration) bool

func NewTimer(d Duration) *Timer {
	r, c := newTimer(d, 0)
	return &Timer{c, r}
}

func AfterFunc(d Duration, f func()) *Timer { return &Timer{r: afterFunc(d, f)} }

func After(d Duration) <-chan Time { return NewTimer(d).C }

func (t *Timer) Stop() bool {
	if t.r == 0 {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(t.r)
}

func (t *Timer) Reset(d Duration) bool {
	if t.r == 0 {
		panic("time: Reset called on uninitialized Timer")
	}
	return resetTimer(t.r, d, 0)
}

func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	r, c := newTimer(d, d)
	return &Ticker{c, r}
}

func (t *Ticker) Stop() {
	if t.r != 0 {
		stopTimer(t.r)
	}
}

func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if t.r == 0 {
		panic("time: Reset called on uninitialized Ticker")
	}
	resetTimer(t.r, d, d)
}

func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}

// Time is an instant: seconds since year 1 in UTC, and the virtual clock's reading if it has one.
// Natives that make a Time know this layout.
type Time struct {
	sec  int64
	nsec int64
	mono int64
	loc  *Location
}

const unixToInternal = 62135596800

type Location struct {
	name   string
	offset int
}

var UTC *Location = &utcLoc
var Local *Location = &localLoc

var (
	utcLoc   = Location{name: "UTC"}
	localLoc = Location{name: "Local"}
)

func (l *Location) String() string {
	if l == nil {
		return "UTC"
	}
	return l.name
}

func FixedZone(name string, offset int) *Location { return &Location{name, offset} }

func LoadLocation(name string) (*Location, error) {
	switch name {
	case "", "UTC":
		return UTC, nil
	case "Local":
		return Local, nil
	}
	return nil, &textError{"unknown time zone " + name}
}

// zone: offset in seconds and abbreviation.
func (t Time) zone() (offset int, name string) {
	if t.loc == nil || t.loc == Local {
		return 0, "UTC"
	}
	return t.loc.offset, t.loc.name
}

type Month int

const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

func (m Month) String() string

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

func (d Weekday) String() string

const (
	Layout      = "01/02 03:04:05PM '06 -0700"
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700"
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700"
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	Stamp       = "Jan _2 15:04:05"
	StampMilli  = "Jan _2 15:04:05.000"
	StampMicro  = "Jan _2 15:04:05.000000"
	StampNano   = "Jan _2 15:04:05.000000000"
	DateTime    = "2006-01-02 15:04:05"
	DateOnly    = "2006-01-02"
	TimeOnly    = "15:04:05"
)

// now: the wall clock as seconds since year 1, and the virtual clock plus one.
func now() (sec, nsec, mono int64)

func Now() Time {
	s, n, m := now()
	return Time{s, n, m, Local}
}

func Since(t Time) Duration { return Now().Sub(t) }
func Until(t Time) Duration { return t.Sub(Now()) }

func norm(hi, lo, base int64) (int64, int64) {
	hi += lo / base
	if lo %= base; lo < 0 {
		lo += base
		hi--
	}
	return hi, lo
}

func Unix(sec int64, nsec int64) Time {
	sec, nsec = norm(sec, nsec, 1e9)
	return Time{sec + unixToInternal, nsec, 0, Local}
}

func UnixMilli(msec int64) Time { return Unix(msec/1e3, msec%1e3*1e6) }
func UnixMicro(usec int64) Time { return Unix(usec/1e6, usec%1e6*1e3) }

func daysBefore(year, month int64) int64

func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	y, m := norm(int64(year), int64(month)-1, 12)
	s, n := norm(int64(sec), int64(nsec), 1e9)
	s += (daysBefore(y, m)+int64(day)-1)*86400 + int64(hour)*3600 + int64(min)*60
	t := Time{s - int64(loc.offset), n, 0, nil}
	t.setLoc(loc)
	return t
}

func (t *Time) setLoc(loc *Location) {
	if loc == &utcLoc {
		loc = nil
	}
	t.loc = loc
}

func (t Time) Add(d Duration) Time {
	s, n := norm(t.sec, t.nsec+int64(d%1e9), 1e9)
	t.sec, t.nsec = s+int64(d/1e9), n
	if t.mono != 0 {
		t.mono += int64(d)
	}
	return t
}

func (t Time) Sub(u Time) Duration {
	if t.mono != 0 && u.mono != 0 {
		return Duration(t.mono - u.mono)
	}
	d := Duration(t.sec-u.sec)*Second + Duration(t.nsec-u.nsec)
	if u.Add(d).Equal(t) {
		return d
	}
	if t.Before(u) {
		return minDuration
	}
	return maxDuration
}

func (t Time) Compare(u Time) int {
	a, b, c, d := t.sec, u.sec, t.nsec, u.nsec
	if t.mono != 0 && u.mono != 0 {
		a, b, c, d = t.mono, u.mono, 0, 0
	}
	switch {
	case a < b || a == b && c < d:
		return -1
	case a == b && c == d:
		return 0
	}
	return 1
}

func (t Time) After(u Time) bool  { return t.Compare(u) > 0 }
func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }
func (t Time) Equal(u Time) bool  { return t.Compare(u) == 0 }
func (t Time) IsZero() bool       { return t.sec == 0 && t.nsec == 0 }

func (t Time) Unix() int64      { return t.sec - unixToInternal }
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + t.nsec/1e6 }
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + t.nsec/1e3 }
func (t Time) UnixNano() int64  { return t.Unix()*1e9 + t.nsec }

func (t Time) UTC() Time   { return t.In(UTC) }
func (t Time) Local() Time { return t.In(Local) }
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.setLoc(loc)
	return t
}

func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

func (t Time) Zone() (name string, offset int) {
	offset, name = t.zone()
	return name, offset
}

// Round and Truncate work on the time since the zero time; both drop the clock reading.
func (t Time) Truncate(d Duration) Time {
	t.mono = 0
	if d <= 0 {
		return t
	}
	return t.Add(-Duration(remainder(t.sec, t.nsec, int64(d))))
}

func (t Time) Round(d Duration) Time {
	t.mono = 0
	if d <= 0 {
		return t
	}
	r := Duration(remainder(t.sec, t.nsec, int64(d)))
	if r+r < d {
		return t.Add(-r)
	}
	return t.Add(d - r)
}

func remainder(sec, nsec, d int64) int64

// fields of the civil date of sec: year, month, day, hour, minute, second, weekday, day of year,
// ISO year and week.
func civil(sec int64) (year, month, day, hour, min, s, weekday, yday, isoYear, isoWeek int)

func (t Time) local() int64 {
	offset, _ := t.zone()
	return t.sec + int64(offset)
}

func (t Time) Date() (year int, month Month, day int) {
	y, m, d, _, _, _, _, _, _, _ := civil(t.local())
	return y, Month(m), d
}

func (t Time) Clock() (hour, min, sec int) {
	_, _, _, h, m, s, _, _, _, _ := civil(t.local())
	return h, m, s
}

func (t Time) Year() int {
	y, _, _ := t.Date()
	return y
}

func (t Time) Month() Month {
	_, m, _ := t.Date()
	return m
}

func (t Time) Day() int {
	_, _, d := t.Date()
	return d
}

func (t Time) Hour() int {
	h, _, _ := t.Clock()
	return h
}

func (t Time) Minute() int {
	_, m, _ := t.Clock()
	return m
}

func (t Time) Second() int {
	_, _, s := t.Clock()
	return s
}

func (t Time) Nanosecond() int { return int(t.nsec) }

func (t Time) Weekday() Weekday {
	_, _, _, _, _, _, w, _, _, _ := civil(t.local())
	return Weekday(w)
}

func (t Time) YearDay() int {
	_, _, _, _, _, _, _, yd, _, _ := civil(t.local())
	return yd
}

func (t Time) ISOWeek() (year, week int) {
	_, _, _, _, _, _, _, _, year, week = civil(t.local())
	return
}

func (t Time) AddDate(years, months, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, int(t.nsec), t.Location())
}

func format(sec, nsec int64, offset int, zone, layout string) string

func (t Time) Format(layout string) string {
	offset, zone := t.zone()
	return format(t.sec, t.nsec, offset, zone, layout)
}

func (t Time) AppendFormat(b []byte, layout string) []byte {
	return append(b, t.Format(layout)...)
}

func clockSuffix(mono int64) string

func (t Time) String() string {
	s := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.mono != 0 {
		s += clockSuffix(t.mono)
	}
	return s
}

type ParseError struct {
	Layout     string
	Value      string
	LayoutElem string
	ValueElem  string
	Message    string
}

func quote(s string) string

func (e *ParseError) Error() string {
	if e.Message == "" {
		return "parsing time " + quote(e.Value) + " as " + quote(e.Layout) + ": cannot parse " +
			quote(e.ValueElem) + " as " + quote(e.LayoutElem)
	}
	return "parsing time " + quote(e.Value) + e.Message
}

func parse(layout, value string) (sec, nsec int64, offset int, zone string, hasZone bool, layoutElem, valueElem, msg string, ok bool)

func Parse(layout, value string) (Time, error) { return ParseInLocation(layout, value, UTC) }

func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	sec, nsec, offset, zone, hasZone, le, ve, msg, ok := parse(layout, value)
	if !ok {
		return Time{}, &ParseError{layout, value, le, ve, msg}
	}
	t := Time{sec: sec, nsec: nsec}
	switch {
	case !hasZone:
		t.sec -= int64(loc.offset)
		t.setLoc(loc)
	case offset == 0 && (zone == "" || zone == "UTC"):
		t.setLoc(UTC)
	default:
		t.setLoc(FixedZone(zone, offset))
	}
	return t, nil
}
