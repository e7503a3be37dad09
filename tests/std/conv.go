package main

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

func main() {
	for _, s := range []string{"", "0", "12", "-12", "+5", "abc", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "0x1f", "1_000", "08", "-", "+", " 1"} {
		a, e := strconv.Atoi(s)
		fmt.Println(a, e)
		for _, b := range []int{0, 2, 8, 16, 36, 1} {
			i, e := strconv.ParseInt(s, b, 16)
			fmt.Println(i, e)
			u, e := strconv.ParseUint(s, b, 0)
			fmt.Println(u, e)
		}
	}
	for _, s := range []string{"1.5", "1e400", "-1e400", "inf", "-Infinity", "nan", "x", "", ".", ".5", "5.", "1e", "0x1p-2", "0x1.8p1", "1_0.5", "0x_1p0", "1e-400", "4.9e-324", "2.2250738585072014e-308", "123456789012345678901234567890", "0x1.fffffffffffff8p0", "+inf", "++1", "1.0e+5"} {
		f, e := strconv.ParseFloat(s, 64)
		fmt.Println(f, e)
		f, e = strconv.ParseFloat(s, 32)
		fmt.Println(f, e)
	}
	for _, s := range []string{"true", "T", "yes", "0"} {
		fmt.Println(strconv.ParseBool(s))
	}
	for _, f := range []float64{0, 1, -1, 0.1, 1.0 / 3, 1e21, 1e-7, 123456.789, 5e-324, math.MaxFloat64, 100, 2.5, 0.000001234, math.Copysign(0, -1)} {
		for _, c := range "eEfgGbxX" {
			for _, p := range []int{-1, 0, 1, 3, 10, 20} {
				fmt.Print(strconv.FormatFloat(f, byte(c), p, 64), " ")
			}
			fmt.Print(strconv.FormatFloat(float64(float32(f)), byte(c), -1, 32), "\n")
		}
	}
	for _, s := range []string{"hi", "a\nb", "é", "\x00\x7f\u200b", "\xff", "日本\U0001F600", "`", "\"'\\", "\u00a0\u2028", "\ufeff", "\u0300x"} {
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.CanBackquote(s), strconv.QuoteToGraphic(s))
		q := strconv.Quote(s)
		u, e := strconv.Unquote(q)
		fmt.Println(u == s, e)
	}
	for _, s := range []string{`"a"`, `'a'`, "`raw`", `"a`, `a`, `'ab'`, `"\x41\u00e9\101"`, `"\q"`, `''`} {
		fmt.Println(strconv.Unquote(s))
	}
	fmt.Println(strconv.QuoteRune('x'), strconv.QuoteRune('\''), strconv.QuoteRune(0x1F600), strconv.QuoteRuneToASCII('é'))
	fmt.Println(strconv.FormatInt(-255, 16), strconv.FormatInt(35, 36), strconv.FormatUint(255, 2), strconv.Itoa(-7))
	fmt.Println(string(strconv.AppendInt([]byte("x"), 5, 10)), string(strconv.AppendQuote(nil, "q")))
	for _, d := range []time.Duration{0, 1, 999, 1000, 1500, 1e6, 1500000, 1e9, 90 * time.Second, 3661 * time.Second, -5 * time.Millisecond, 1<<63 - 1, -1 << 63, 100 * time.Hour} {
		fmt.Println(d, d.Seconds(), d.Minutes(), d.Hours(), d.Milliseconds(), d.Round(time.Millisecond), d.Truncate(time.Minute), d.Abs())
	}
	for _, s := range []string{"1h", "1.5h", "-2m3s", "100ms", "3us", "3µs", "x", "", "1", "1.2.3s", ".5s", "1d", "9223372036854775807ns", "9223372036854775808ns", "0", "+5s"} {
		fmt.Println(time.ParseDuration(s))
	}
	t := time.Date(2024, time.February, 29, 13, 4, 5, 123456789, time.UTC)
	for _, l := range []string{time.ANSIC, time.RFC3339, time.RFC3339Nano, time.RFC1123Z, time.Kitchen, time.StampMilli, time.DateTime, "2006-002 Monday Jan _2 3:04:05.000 pm MST -07:00 Z0700", "06/1/2 15h", "Janet Monx .999 ,000", "05.99 5 4"} {
		fmt.Println(t.Format(l))
	}
	fmt.Println(t, t.Unix(), t.UnixNano(), t.Weekday(), t.YearDay(), t.Add(24*time.Hour), t.AddDate(1, 1, 1), t.Truncate(time.Hour), t.Round(time.Minute))
	fmt.Println(t.ISOWeek())
	fmt.Println(time.Time{}, time.Time{}.IsZero(), time.Unix(0, 0).UTC(), time.Unix(1e9, 5).UTC())
	t2 := time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)
	fmt.Println(t.Sub(t2), t2.Before(t), t2.Unix(), t.Equal(t), t == t)
	fmt.Println(time.Date(2023, 14, 35, 25, 61, 61, -1, time.UTC))
	fmt.Println(time.Parse(time.RFC3339, "2024-01-02T03:04:05Z"))
	fmt.Println(time.Parse(time.DateOnly, "2024-13-02"))
	fmt.Println(time.Parse(time.DateOnly, "2024-02-30"))
	fmt.Println(time.Parse(time.DateOnly, "hello"))
	fmt.Println(time.Parse("2006-01-02 15:04:05 -0700", "2024-05-06 07:08:09 +0200"))
	z := time.FixedZone("CET", 3600)
	fmt.Println(t.In(z), t.In(z).Location(), time.Month(13), time.Weekday(9))
	fmt.Printf("%v %d %s %T\n", time.Second, time.Second, time.March, time.March)
	for y := -5; y < 2500; y += 97 {
		d := time.Date(y, time.Month(y%12+1), y%28+1, 0, 0, 0, 0, time.UTC)
		fmt.Println(d, d.YearDay(), d.Weekday())
	}
}
