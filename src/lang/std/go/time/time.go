// Package time: the virtual clock, timers and dates. Local is UTC.
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

// A Location is a fixed offset with a name, or a zone of the IANA database.
type Location struct {
	name   string
	offset int
	// One more than the zone's number; 0: the offset holds at all times.
	zone int
}

var UTC *Location = &utcLoc
var Local *Location = &localLoc

var (
	utcLoc   = Location{name: "UTC"}
	localLoc = Location{name: "Local"}
)

func (l *Location) String() string { return l.get().name }

func (l *Location) get() *Location {
	if l == nil {
		return &utcLoc
	}
	return l
}

// The zones without names of whole hours from -12 to 14: each is one Location.
var unnamed [12 + 1 + 14]*Location

func FixedZone(name string, offset int) *Location {
	l := &Location{name: name, offset: offset}
	if hour := offset / 3600; name == "" && hour*3600 == offset && -12 <= hour && hour <= 14 {
		if unnamed[hour+12] == nil {
			unnamed[hour+12] = l
		}
		return unnamed[hour+12]
	}
	return l
}

func LoadLocation(name string) (*Location, error) {
	switch name {
	case "", "UTC":
		return UTC, nil
	case "Local":
		return Local, nil
	}
	for i := range len(name) {
		if i == 0 && (name[i] == '/' || name[i] == '\\') || i > 0 && name[i-1:i+1] == ".." {
			return nil, &textError{"time: invalid location name"}
		}
	}
	zone := findZone(name)
	if zone < 0 {
		return nil, &textError{"unknown time zone " + name}
	}
	return &Location{name: name, zone: zone + 1}, nil
}

func findZone(name string) (zone int)

// zonePeriod: what holds in a zone at a Unix second, and from when to when.
func zonePeriod(zone int, at int64) (offset int, start, end int64, isDST bool)
func zoneName(zone int, at int64) string

// zoneOffset: what an abbreviation means in a zone at that local time.
func zoneOffset(zone int, name string, at int64) (offset int, ok bool)

const (
	alpha = -1 << 63
	omega = 1<<63 - 1
)

// lookup: what holds at a Unix second, and from when to when.
func (l *Location) lookup(at int64) (offset int, start, end int64, isDST bool) {
	l = l.get()
	if l.zone == 0 {
		return l.offset, alpha, omega, false
	}
	return zonePeriod(l.zone-1, at)
}

func (l *Location) lookupName(name string, at int64) (offset int, ok bool) {
	if l.get().zone == 0 {
		return l.offset, l != &utcLoc && l.abbreviation(at) == name
	}
	return zoneOffset(l.zone-1, name, at)
}

func (l *Location) abbreviation(at int64) string {
	switch l = l.get(); {
	case l == Local:
		return "UTC"
	case l.zone == 0:
		return l.name
	}
	return zoneName(l.zone-1, at)
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
	return unixTime(loc.toUnix(s-unixToInternal), n, loc)
}

// toUnix: the Unix second of a local time. In a gap or an overlap it is what one of its two
// offsets makes of it.
func (l *Location) toUnix(local int64) int64 {
	offset, start, end, _ := l.lookup(local)
	if at := local - int64(offset); at < start || at >= end {
		offset, _, _, _ = l.lookup(at)
	}
	return local - int64(offset)
}

func unixTime(sec, nsec int64, loc *Location) Time {
	t := Time{sec: sec + unixToInternal, nsec: nsec}
	t.setLoc(loc)
	return t
}

func (t *Time) setLoc(loc *Location) {
	if loc == &utcLoc {
		loc = nil
	}
	t.mono, t.loc = 0, loc
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
	offset, _, _, _ = t.loc.lookup(t.Unix())
	return t.loc.abbreviation(t.Unix()), offset
}

func (t Time) ZoneBounds() (start, end Time) {
	_, from, to, _ := t.loc.lookup(t.Unix())
	if from != alpha {
		start = unixTime(from, 0, t.loc)
	}
	if to != omega {
		end = unixTime(to, 0, t.loc)
	}
	return
}

func (t Time) IsDST() bool {
	_, _, _, isDST := t.loc.lookup(t.Unix())
	return isDST
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
	offset, _, _, _ := t.loc.lookup(t.Unix())
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
	zone, offset := t.Zone()
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

func parse(layout, value string) (sec, nsec int64, utc, hasOffset bool, offset int, zone, layoutElem, valueElem, msg string, ok bool)

func Parse(layout, value string) (Time, error) { return parseIn(layout, value, UTC, Local) }

func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	return parseIn(layout, value, loc, loc)
}

// parseIn: a text without a zone is in place; local says what offsets and abbreviations mean.
func parseIn(layout, value string, place, local *Location) (Time, error) {
	sec, nsec, utc, hasOffset, offset, zone, le, ve, msg, ok := parse(layout, value)
	if !ok {
		return Time{}, &ParseError{layout, value, le, ve, msg}
	}
	sec -= unixToInternal
	switch {
	case utc:
		return unixTime(sec, nsec, UTC), nil
	case hasOffset:
		sec -= int64(offset)
		if o, _, _, _ := local.lookup(sec); o == offset && (zone == "" || local.abbreviation(sec) == zone) {
			return unixTime(sec, nsec, local), nil
		}
		return unixTime(sec, nsec, FixedZone(zone, offset)), nil
	case zone != "":
		if o, ok := local.lookupName(zone, sec); ok {
			return unixTime(sec-int64(o), nsec, local), nil
		}
		return unixTime(sec, nsec, FixedZone(zone, hoursOfGMT(zone)*3600)), nil
	}
	if place == nil {
		panic("time: missing Location in call to Date")
	}
	return unixTime(place.toUnix(sec), nsec, place), nil
}

// hoursOfGMT: the number in names like GMT+3; other zones are not known.
func hoursOfGMT(zone string) (hours int) {
	if len(zone) <= 3 || zone[:3] != "GMT" {
		return 0
	}
	for _, c := range zone[4:] {
		hours = hours*10 + int(c-'0')
	}
	if zone[3] == '-' {
		return -hours
	}
	return hours
}

func itoa(n int) string {
	switch {
	case n < 0:
		return "-" + itoa(-n)
	case n < 10:
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func (t Time) GoString() string {
	year, month, day := t.Date()
	s := "time.Date(" + itoa(year) + ", time." + month.String() + ", "
	for _, v := range []int{day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond()} {
		s += itoa(v) + ", "
	}
	switch loc := t.Location(); loc {
	case UTC:
		return s + "time.UTC)"
	case Local:
		return s + "time.Local)"
	default:
		return s + "time.Location(" + quote(loc.name) + "))"
	}
}

// strict: t as RFC 3339 has it, which knows fewer years and offsets.
func (t Time) strict(prefix string) (string, error) {
	s := t.Format(RFC3339Nano)
	if s[4] != '-' {
		return s, &textError{prefix + "year outside of range [0,9999]"}
	}
	if n := len(s); s[n-1] != 'Z' && ('0' <= s[n-6] && s[n-6] <= '9' || s[n-5:n-3] >= "24") {
		return s, &textError{prefix + "timezone hour outside of range [0,23]"}
	}
	return s, nil
}

func (t Time) AppendText(b []byte) ([]byte, error) {
	s, err := t.strict("Time.AppendText: ")
	if err != nil {
		return nil, err
	}
	return append(b, s...), nil
}

func (t Time) MarshalText() ([]byte, error) {
	s, err := t.strict("Time.MarshalText: ")
	if err != nil {
		return nil, err
	}
	return []byte(s), nil
}

func (t *Time) UnmarshalText(data []byte) error {
	var err error
	*t, err = Parse(RFC3339, string(data))
	return err
}

func (t Time) MarshalJSON() ([]byte, error) {
	s, err := t.strict("Time.MarshalJSON: ")
	if err != nil {
		return nil, err
	}
	return []byte(`"` + s + `"`), nil
}

func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return &textError{"Time.UnmarshalJSON: input is not a JSON string"}
	}
	return t.UnmarshalText(data[1 : len(data)-1])
}

// The binary form: a version, seconds, nanoseconds, minutes east of Greenwich (-1: UTC), and in
// version 2 the seconds beyond those minutes.

func (t Time) AppendBinary(b []byte) ([]byte, error) {
	version, minutes, seconds := byte(1), -1, 0
	if t.Location() != UTC {
		_, offset := t.Zone()
		if minutes, seconds = offset/60, offset%60; seconds != 0 {
			version = 2
		}
		if minutes < -1<<15 || minutes == -1 || minutes >= 1<<15 {
			return b, &textError{"Time.MarshalBinary: unexpected zone offset"}
		}
	}
	b = append(b, version)
	for i := 56; i >= 0; i -= 8 {
		b = append(b, byte(t.sec>>i))
	}
	for i := 24; i >= 0; i -= 8 {
		b = append(b, byte(t.nsec>>i))
	}
	b = append(b, byte(minutes>>8), byte(minutes))
	if version == 2 {
		b = append(b, byte(seconds))
	}
	return b, nil
}

func (t Time) MarshalBinary() ([]byte, error) {
	b, err := t.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	return b, nil
}

func (t *Time) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return &textError{"Time.UnmarshalBinary: no data"}
	}
	if data[0] != 1 && data[0] != 2 {
		return &textError{"Time.UnmarshalBinary: unsupported version"}
	}
	if len(data) != 14+int(data[0]) {
		return &textError{"Time.UnmarshalBinary: invalid length"}
	}
	var sec int64
	for _, b := range data[1:9] {
		sec = sec<<8 | int64(b)
	}
	var nsec int32
	for _, b := range data[9:13] {
		nsec = nsec<<8 | int32(b)
	}
	offset := int(int16(data[13])<<8|int16(data[14])) * 60
	if data[0] == 2 {
		offset += int(int8(data[15]))
	}
	loc := FixedZone("", offset)
	if offset == -60 {
		loc = UTC
	} else if local, _, _, _ := Local.lookup(sec - unixToInternal); offset == local {
		loc = Local
	}
	*t = unixTime(sec-unixToInternal, int64(nsec), loc)
	return nil
}

func (t Time) GobEncode() ([]byte, error)   { return t.MarshalBinary() }
func (t *Time) GobDecode(data []byte) error { return t.UnmarshalBinary(data) }
