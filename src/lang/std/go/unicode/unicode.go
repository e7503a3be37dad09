// Package unicode: classes of runes and their cases. The tables are made when a program has use for them.
package unicode

const (
	MaxRune         = '\U0010FFFF'
	ReplacementChar = '\uFFFD'
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'
)

const Version = "17.0.0"

const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// UpperLower stands for deltas of runes that are upper and lower case in turn.
const UpperLower = MaxRune + 1

type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int
}

type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

type d [MaxCase]rune

type SpecialCase []CaseRange

func IsControl(r rune) bool
func IsDigit(r rune) bool
func IsGraphic(r rune) bool
func IsLetter(r rune) bool
func IsLower(r rune) bool
func IsMark(r rune) bool
func IsNumber(r rune) bool
func IsPrint(r rune) bool
func IsPunct(r rune) bool
func IsSpace(r rune) bool
func IsSymbol(r rune) bool
func IsTitle(r rune) bool
func IsUpper(r rune) bool
func ToLower(r rune) rune
func ToTitle(r rune) rune
func ToUpper(r rune) rune
func SimpleFold(r rune) rune

func To(_case int, r rune) rune {
	switch _case {
	case UpperCase:
		return ToUpper(r)
	case LowerCase:
		return ToLower(r)
	case TitleCase:
		return ToTitle(r)
	}
	return ReplacementChar
}

func is16(ranges []Range16, r uint16) bool {
	begin, end := 0, len(ranges)
	for begin < end {
		m := int(uint(begin+end) >> 1)
		switch in := &ranges[m]; {
		case r < in.Lo:
			end = m
		case r > in.Hi:
			begin = m + 1
		default:
			return in.Stride == 1 || (r-in.Lo)%in.Stride == 0
		}
	}
	return false
}

func is32(ranges []Range32, r uint32) bool {
	begin, end := 0, len(ranges)
	for begin < end {
		m := int(uint(begin+end) >> 1)
		switch in := &ranges[m]; {
		case r < in.Lo:
			end = m
		case r > in.Hi:
			begin = m + 1
		default:
			return in.Stride == 1 || (r-in.Lo)%in.Stride == 0
		}
	}
	return false
}

func Is(rangeTab *RangeTable, r rune) bool {
	if r16 := rangeTab.R16; len(r16) > 0 && uint32(r) <= uint32(r16[len(r16)-1].Hi) {
		return is16(r16, uint16(r))
	}
	return is32(rangeTab.R32, uint32(r))
}

func IsOneOf(ranges []*RangeTable, r rune) bool {
	for _, inside := range ranges {
		if Is(inside, r) {
			return true
		}
	}
	return false
}

func In(r rune, ranges ...*RangeTable) bool { return IsOneOf(ranges, r) }

// to looks into the case's own ranges first, which are in order.
func (special SpecialCase) to(_case int, r rune) rune {
	begin, end := 0, len(special)
	for begin < end {
		m := int(uint(begin+end) >> 1)
		switch c := &special[m]; {
		case uint32(r) < c.Lo:
			end = m
		case uint32(r) > c.Hi:
			begin = m + 1
		case c.Delta[_case] > MaxRune:
			// Upper and title case are at even distances.
			return rune(c.Lo) + ((r-rune(c.Lo))&^1 | rune(_case&1))
		default:
			return r + c.Delta[_case]
		}
	}
	return To(_case, r)
}

func (special SpecialCase) ToUpper(r rune) rune { return special.to(UpperCase, r) }
func (special SpecialCase) ToTitle(r rune) rune { return special.to(TitleCase, r) }
func (special SpecialCase) ToLower(r rune) rune { return special.to(LowerCase, r) }

var TurkishCase = SpecialCase{
	{'I', 'I', d{0, 'ı' - 'I', 0}},
	{'i', 'i', d{'İ' - 'i', 0, 'İ' - 'i'}},
	{'İ', 'İ', d{0, 'i' - 'İ', 0}},
	{'ı', 'ı', d{'I' - 'ı', 0, 'I' - 'ı'}},
}

var AzeriCase = TurkishCase

func caseRanges() []CaseRange

var CaseRanges = caseRanges()

func ranges(kind, name string) (r16 []Range16, r32 []Range32, latinOffset int)

func table(kind, name string) *RangeTable {
	r16, r32, latinOffset := ranges(kind, name)
	return &RangeTable{r16, r32, latinOffset}
}

func category(name string) *RangeTable { return table("category", name) }
func script(name string) *RangeTable   { return table("script", name) }
func property(name string) *RangeTable { return table("property", name) }

var GraphicRanges = []*RangeTable{L, M, N, P, S, Zs}

var PrintRanges = []*RangeTable{L, M, N, P, S}

var (
	C      = category("C")
	Cc     = category("Cc")
	Cf     = category("Cf")
	Cn     = category("Cn")
	Co     = category("Co")
	Cs     = category("Cs")
	L      = category("L")
	LC     = category("LC")
	Ll     = category("Ll")
	Lm     = category("Lm")
	Lo     = category("Lo")
	Lt     = category("Lt")
	Lu     = category("Lu")
	M      = category("M")
	Mc     = category("Mc")
	Me     = category("Me")
	Mn     = category("Mn")
	N      = category("N")
	Nd     = category("Nd")
	Nl     = category("Nl")
	No     = category("No")
	P      = category("P")
	Pc     = category("Pc")
	Pd     = category("Pd")
	Pe     = category("Pe")
	Pf     = category("Pf")
	Pi     = category("Pi")
	Po     = category("Po")
	Ps     = category("Ps")
	S      = category("S")
	Sc     = category("Sc")
	Sk     = category("Sk")
	Sm     = category("Sm")
	So     = category("So")
	Z      = category("Z")
	Zl     = category("Zl")
	Zp     = category("Zp")
	Zs     = category("Zs")
	Digit  = Nd
	Letter = L
	Lower  = Ll
	Mark   = M
	Number = N
	Other  = C
	Punct  = P
	Space  = Z
	Symbol = S
	Title  = Lt
	Upper  = Lu
)

var (
	Adlam                  = script("Adlam")
	Ahom                   = script("Ahom")
	Anatolian_Hieroglyphs  = script("Anatolian_Hieroglyphs")
	Arabic                 = script("Arabic")
	Armenian               = script("Armenian")
	Avestan                = script("Avestan")
	Balinese               = script("Balinese")
	Bamum                  = script("Bamum")
	Bassa_Vah              = script("Bassa_Vah")
	Batak                  = script("Batak")
	Bengali                = script("Bengali")
	Beria_Erfe             = script("Beria_Erfe")
	Bhaiksuki              = script("Bhaiksuki")
	Bopomofo               = script("Bopomofo")
	Brahmi                 = script("Brahmi")
	Braille                = script("Braille")
	Buginese               = script("Buginese")
	Buhid                  = script("Buhid")
	Canadian_Aboriginal    = script("Canadian_Aboriginal")
	Carian                 = script("Carian")
	Caucasian_Albanian     = script("Caucasian_Albanian")
	Chakma                 = script("Chakma")
	Cham                   = script("Cham")
	Cherokee               = script("Cherokee")
	Chorasmian             = script("Chorasmian")
	Common                 = script("Common")
	Coptic                 = script("Coptic")
	Cuneiform              = script("Cuneiform")
	Cypriot                = script("Cypriot")
	Cypro_Minoan           = script("Cypro_Minoan")
	Cyrillic               = script("Cyrillic")
	Deseret                = script("Deseret")
	Devanagari             = script("Devanagari")
	Dives_Akuru            = script("Dives_Akuru")
	Dogra                  = script("Dogra")
	Duployan               = script("Duployan")
	Egyptian_Hieroglyphs   = script("Egyptian_Hieroglyphs")
	Elbasan                = script("Elbasan")
	Elymaic                = script("Elymaic")
	Ethiopic               = script("Ethiopic")
	Garay                  = script("Garay")
	Georgian               = script("Georgian")
	Glagolitic             = script("Glagolitic")
	Gothic                 = script("Gothic")
	Grantha                = script("Grantha")
	Greek                  = script("Greek")
	Gujarati               = script("Gujarati")
	Gunjala_Gondi          = script("Gunjala_Gondi")
	Gurmukhi               = script("Gurmukhi")
	Gurung_Khema           = script("Gurung_Khema")
	Han                    = script("Han")
	Hangul                 = script("Hangul")
	Hanifi_Rohingya        = script("Hanifi_Rohingya")
	Hanunoo                = script("Hanunoo")
	Hatran                 = script("Hatran")
	Hebrew                 = script("Hebrew")
	Hiragana               = script("Hiragana")
	Imperial_Aramaic       = script("Imperial_Aramaic")
	Inherited              = script("Inherited")
	Inscriptional_Pahlavi  = script("Inscriptional_Pahlavi")
	Inscriptional_Parthian = script("Inscriptional_Parthian")
	Javanese               = script("Javanese")
	Kaithi                 = script("Kaithi")
	Kannada                = script("Kannada")
	Katakana               = script("Katakana")
	Kawi                   = script("Kawi")
	Kayah_Li               = script("Kayah_Li")
	Kharoshthi             = script("Kharoshthi")
	Khitan_Small_Script    = script("Khitan_Small_Script")
	Khmer                  = script("Khmer")
	Khojki                 = script("Khojki")
	Khudawadi              = script("Khudawadi")
	Kirat_Rai              = script("Kirat_Rai")
	Lao                    = script("Lao")
	Latin                  = script("Latin")
	Lepcha                 = script("Lepcha")
	Limbu                  = script("Limbu")
	Linear_A               = script("Linear_A")
	Linear_B               = script("Linear_B")
	Lisu                   = script("Lisu")
	Lycian                 = script("Lycian")
	Lydian                 = script("Lydian")
	Mahajani               = script("Mahajani")
	Makasar                = script("Makasar")
	Malayalam              = script("Malayalam")
	Mandaic                = script("Mandaic")
	Manichaean             = script("Manichaean")
	Marchen                = script("Marchen")
	Masaram_Gondi          = script("Masaram_Gondi")
	Medefaidrin            = script("Medefaidrin")
	Meetei_Mayek           = script("Meetei_Mayek")
	Mende_Kikakui          = script("Mende_Kikakui")
	Meroitic_Cursive       = script("Meroitic_Cursive")
	Meroitic_Hieroglyphs   = script("Meroitic_Hieroglyphs")
	Miao                   = script("Miao")
	Modi                   = script("Modi")
	Mongolian              = script("Mongolian")
	Mro                    = script("Mro")
	Multani                = script("Multani")
	Myanmar                = script("Myanmar")
	Nabataean              = script("Nabataean")
	Nag_Mundari            = script("Nag_Mundari")
	Nandinagari            = script("Nandinagari")
	New_Tai_Lue            = script("New_Tai_Lue")
	Newa                   = script("Newa")
	Nko                    = script("Nko")
	Nushu                  = script("Nushu")
	Nyiakeng_Puachue_Hmong = script("Nyiakeng_Puachue_Hmong")
	Ogham                  = script("Ogham")
	Ol_Chiki               = script("Ol_Chiki")
	Ol_Onal                = script("Ol_Onal")
	Old_Hungarian          = script("Old_Hungarian")
	Old_Italic             = script("Old_Italic")
	Old_North_Arabian      = script("Old_North_Arabian")
	Old_Permic             = script("Old_Permic")
	Old_Persian            = script("Old_Persian")
	Old_Sogdian            = script("Old_Sogdian")
	Old_South_Arabian      = script("Old_South_Arabian")
	Old_Turkic             = script("Old_Turkic")
	Old_Uyghur             = script("Old_Uyghur")
	Oriya                  = script("Oriya")
	Osage                  = script("Osage")
	Osmanya                = script("Osmanya")
	Pahawh_Hmong           = script("Pahawh_Hmong")
	Palmyrene              = script("Palmyrene")
	Pau_Cin_Hau            = script("Pau_Cin_Hau")
	Phags_Pa               = script("Phags_Pa")
	Phoenician             = script("Phoenician")
	Psalter_Pahlavi        = script("Psalter_Pahlavi")
	Rejang                 = script("Rejang")
	Runic                  = script("Runic")
	Samaritan              = script("Samaritan")
	Saurashtra             = script("Saurashtra")
	Sharada                = script("Sharada")
	Shavian                = script("Shavian")
	Siddham                = script("Siddham")
	Sidetic                = script("Sidetic")
	SignWriting            = script("SignWriting")
	Sinhala                = script("Sinhala")
	Sogdian                = script("Sogdian")
	Sora_Sompeng           = script("Sora_Sompeng")
	Soyombo                = script("Soyombo")
	Sundanese              = script("Sundanese")
	Sunuwar                = script("Sunuwar")
	Syloti_Nagri           = script("Syloti_Nagri")
	Syriac                 = script("Syriac")
	Tagalog                = script("Tagalog")
	Tagbanwa               = script("Tagbanwa")
	Tai_Le                 = script("Tai_Le")
	Tai_Tham               = script("Tai_Tham")
	Tai_Viet               = script("Tai_Viet")
	Tai_Yo                 = script("Tai_Yo")
	Takri                  = script("Takri")
	Tamil                  = script("Tamil")
	Tangsa                 = script("Tangsa")
	Tangut                 = script("Tangut")
	Telugu                 = script("Telugu")
	Thaana                 = script("Thaana")
	Thai                   = script("Thai")
	Tibetan                = script("Tibetan")
	Tifinagh               = script("Tifinagh")
	Tirhuta                = script("Tirhuta")
	Todhri                 = script("Todhri")
	Tolong_Siki            = script("Tolong_Siki")
	Toto                   = script("Toto")
	Tulu_Tigalari          = script("Tulu_Tigalari")
	Ugaritic               = script("Ugaritic")
	Vai                    = script("Vai")
	Vithkuqi               = script("Vithkuqi")
	Wancho                 = script("Wancho")
	Warang_Citi            = script("Warang_Citi")
	Yezidi                 = script("Yezidi")
	Yi                     = script("Yi")
	Zanabazar_Square       = script("Zanabazar_Square")
)

var (
	ASCII_Hex_Digit                    = property("ASCII_Hex_Digit")
	Bidi_Control                       = property("Bidi_Control")
	Dash                               = property("Dash")
	Deprecated                         = property("Deprecated")
	Diacritic                          = property("Diacritic")
	Extender                           = property("Extender")
	Hex_Digit                          = property("Hex_Digit")
	Hyphen                             = property("Hyphen")
	IDS_Binary_Operator                = property("IDS_Binary_Operator")
	IDS_Trinary_Operator               = property("IDS_Trinary_Operator")
	IDS_Unary_Operator                 = property("IDS_Unary_Operator")
	ID_Compat_Math_Continue            = property("ID_Compat_Math_Continue")
	ID_Compat_Math_Start               = property("ID_Compat_Math_Start")
	Ideographic                        = property("Ideographic")
	Join_Control                       = property("Join_Control")
	Logical_Order_Exception            = property("Logical_Order_Exception")
	Modifier_Combining_Mark            = property("Modifier_Combining_Mark")
	Noncharacter_Code_Point            = property("Noncharacter_Code_Point")
	Other_Alphabetic                   = property("Other_Alphabetic")
	Other_Default_Ignorable_Code_Point = property("Other_Default_Ignorable_Code_Point")
	Other_Grapheme_Extend              = property("Other_Grapheme_Extend")
	Other_ID_Continue                  = property("Other_ID_Continue")
	Other_ID_Start                     = property("Other_ID_Start")
	Other_Lowercase                    = property("Other_Lowercase")
	Other_Math                         = property("Other_Math")
	Other_Uppercase                    = property("Other_Uppercase")
	Pattern_Syntax                     = property("Pattern_Syntax")
	Pattern_White_Space                = property("Pattern_White_Space")
	Prepended_Concatenation_Mark       = property("Prepended_Concatenation_Mark")
	Quotation_Mark                     = property("Quotation_Mark")
	Radical                            = property("Radical")
	Regional_Indicator                 = property("Regional_Indicator")
	STerm                              = Sentence_Terminal
	Sentence_Terminal                  = property("Sentence_Terminal")
	Soft_Dotted                        = property("Soft_Dotted")
	Terminal_Punctuation               = property("Terminal_Punctuation")
	Unified_Ideograph                  = property("Unified_Ideograph")
	Variation_Selector                 = property("Variation_Selector")
	White_Space                        = property("White_Space")
)

var Categories = map[string]*RangeTable{
	"C":  C,
	"Cc": Cc,
	"Cf": Cf,
	"Cn": Cn,
	"Co": Co,
	"Cs": Cs,
	"L":  L,
	"LC": LC,
	"Ll": Ll,
	"Lm": Lm,
	"Lo": Lo,
	"Lt": Lt,
	"Lu": Lu,
	"M":  M,
	"Mc": Mc,
	"Me": Me,
	"Mn": Mn,
	"N":  N,
	"Nd": Nd,
	"Nl": Nl,
	"No": No,
	"P":  P,
	"Pc": Pc,
	"Pd": Pd,
	"Pe": Pe,
	"Pf": Pf,
	"Pi": Pi,
	"Po": Po,
	"Ps": Ps,
	"S":  S,
	"Sc": Sc,
	"Sk": Sk,
	"Sm": Sm,
	"So": So,
	"Z":  Z,
	"Zl": Zl,
	"Zp": Zp,
	"Zs": Zs,
}

var Scripts = map[string]*RangeTable{
	"Adlam":                  Adlam,
	"Ahom":                   Ahom,
	"Anatolian_Hieroglyphs":  Anatolian_Hieroglyphs,
	"Arabic":                 Arabic,
	"Armenian":               Armenian,
	"Avestan":                Avestan,
	"Balinese":               Balinese,
	"Bamum":                  Bamum,
	"Bassa_Vah":              Bassa_Vah,
	"Batak":                  Batak,
	"Bengali":                Bengali,
	"Beria_Erfe":             Beria_Erfe,
	"Bhaiksuki":              Bhaiksuki,
	"Bopomofo":               Bopomofo,
	"Brahmi":                 Brahmi,
	"Braille":                Braille,
	"Buginese":               Buginese,
	"Buhid":                  Buhid,
	"Canadian_Aboriginal":    Canadian_Aboriginal,
	"Carian":                 Carian,
	"Caucasian_Albanian":     Caucasian_Albanian,
	"Chakma":                 Chakma,
	"Cham":                   Cham,
	"Cherokee":               Cherokee,
	"Chorasmian":             Chorasmian,
	"Common":                 Common,
	"Coptic":                 Coptic,
	"Cuneiform":              Cuneiform,
	"Cypriot":                Cypriot,
	"Cypro_Minoan":           Cypro_Minoan,
	"Cyrillic":               Cyrillic,
	"Deseret":                Deseret,
	"Devanagari":             Devanagari,
	"Dives_Akuru":            Dives_Akuru,
	"Dogra":                  Dogra,
	"Duployan":               Duployan,
	"Egyptian_Hieroglyphs":   Egyptian_Hieroglyphs,
	"Elbasan":                Elbasan,
	"Elymaic":                Elymaic,
	"Ethiopic":               Ethiopic,
	"Garay":                  Garay,
	"Georgian":               Georgian,
	"Glagolitic":             Glagolitic,
	"Gothic":                 Gothic,
	"Grantha":                Grantha,
	"Greek":                  Greek,
	"Gujarati":               Gujarati,
	"Gunjala_Gondi":          Gunjala_Gondi,
	"Gurmukhi":               Gurmukhi,
	"Gurung_Khema":           Gurung_Khema,
	"Han":                    Han,
	"Hangul":                 Hangul,
	"Hanifi_Rohingya":        Hanifi_Rohingya,
	"Hanunoo":                Hanunoo,
	"Hatran":                 Hatran,
	"Hebrew":                 Hebrew,
	"Hiragana":               Hiragana,
	"Imperial_Aramaic":       Imperial_Aramaic,
	"Inherited":              Inherited,
	"Inscriptional_Pahlavi":  Inscriptional_Pahlavi,
	"Inscriptional_Parthian": Inscriptional_Parthian,
	"Javanese":               Javanese,
	"Kaithi":                 Kaithi,
	"Kannada":                Kannada,
	"Katakana":               Katakana,
	"Kawi":                   Kawi,
	"Kayah_Li":               Kayah_Li,
	"Kharoshthi":             Kharoshthi,
	"Khitan_Small_Script":    Khitan_Small_Script,
	"Khmer":                  Khmer,
	"Khojki":                 Khojki,
	"Khudawadi":              Khudawadi,
	"Kirat_Rai":              Kirat_Rai,
	"Lao":                    Lao,
	"Latin":                  Latin,
	"Lepcha":                 Lepcha,
	"Limbu":                  Limbu,
	"Linear_A":               Linear_A,
	"Linear_B":               Linear_B,
	"Lisu":                   Lisu,
	"Lycian":                 Lycian,
	"Lydian":                 Lydian,
	"Mahajani":               Mahajani,
	"Makasar":                Makasar,
	"Malayalam":              Malayalam,
	"Mandaic":                Mandaic,
	"Manichaean":             Manichaean,
	"Marchen":                Marchen,
	"Masaram_Gondi":          Masaram_Gondi,
	"Medefaidrin":            Medefaidrin,
	"Meetei_Mayek":           Meetei_Mayek,
	"Mende_Kikakui":          Mende_Kikakui,
	"Meroitic_Cursive":       Meroitic_Cursive,
	"Meroitic_Hieroglyphs":   Meroitic_Hieroglyphs,
	"Miao":                   Miao,
	"Modi":                   Modi,
	"Mongolian":              Mongolian,
	"Mro":                    Mro,
	"Multani":                Multani,
	"Myanmar":                Myanmar,
	"Nabataean":              Nabataean,
	"Nag_Mundari":            Nag_Mundari,
	"Nandinagari":            Nandinagari,
	"New_Tai_Lue":            New_Tai_Lue,
	"Newa":                   Newa,
	"Nko":                    Nko,
	"Nushu":                  Nushu,
	"Nyiakeng_Puachue_Hmong": Nyiakeng_Puachue_Hmong,
	"Ogham":                  Ogham,
	"Ol_Chiki":               Ol_Chiki,
	"Ol_Onal":                Ol_Onal,
	"Old_Hungarian":          Old_Hungarian,
	"Old_Italic":             Old_Italic,
	"Old_North_Arabian":      Old_North_Arabian,
	"Old_Permic":             Old_Permic,
	"Old_Persian":            Old_Persian,
	"Old_Sogdian":            Old_Sogdian,
	"Old_South_Arabian":      Old_South_Arabian,
	"Old_Turkic":             Old_Turkic,
	"Old_Uyghur":             Old_Uyghur,
	"Oriya":                  Oriya,
	"Osage":                  Osage,
	"Osmanya":                Osmanya,
	"Pahawh_Hmong":           Pahawh_Hmong,
	"Palmyrene":              Palmyrene,
	"Pau_Cin_Hau":            Pau_Cin_Hau,
	"Phags_Pa":               Phags_Pa,
	"Phoenician":             Phoenician,
	"Psalter_Pahlavi":        Psalter_Pahlavi,
	"Rejang":                 Rejang,
	"Runic":                  Runic,
	"Samaritan":              Samaritan,
	"Saurashtra":             Saurashtra,
	"Sharada":                Sharada,
	"Shavian":                Shavian,
	"Siddham":                Siddham,
	"Sidetic":                Sidetic,
	"SignWriting":            SignWriting,
	"Sinhala":                Sinhala,
	"Sogdian":                Sogdian,
	"Sora_Sompeng":           Sora_Sompeng,
	"Soyombo":                Soyombo,
	"Sundanese":              Sundanese,
	"Sunuwar":                Sunuwar,
	"Syloti_Nagri":           Syloti_Nagri,
	"Syriac":                 Syriac,
	"Tagalog":                Tagalog,
	"Tagbanwa":               Tagbanwa,
	"Tai_Le":                 Tai_Le,
	"Tai_Tham":               Tai_Tham,
	"Tai_Viet":               Tai_Viet,
	"Tai_Yo":                 Tai_Yo,
	"Takri":                  Takri,
	"Tamil":                  Tamil,
	"Tangsa":                 Tangsa,
	"Tangut":                 Tangut,
	"Telugu":                 Telugu,
	"Thaana":                 Thaana,
	"Thai":                   Thai,
	"Tibetan":                Tibetan,
	"Tifinagh":               Tifinagh,
	"Tirhuta":                Tirhuta,
	"Todhri":                 Todhri,
	"Tolong_Siki":            Tolong_Siki,
	"Toto":                   Toto,
	"Tulu_Tigalari":          Tulu_Tigalari,
	"Ugaritic":               Ugaritic,
	"Vai":                    Vai,
	"Vithkuqi":               Vithkuqi,
	"Wancho":                 Wancho,
	"Warang_Citi":            Warang_Citi,
	"Yezidi":                 Yezidi,
	"Yi":                     Yi,
	"Zanabazar_Square":       Zanabazar_Square,
}

var Properties = map[string]*RangeTable{
	"ASCII_Hex_Digit":                    ASCII_Hex_Digit,
	"Bidi_Control":                       Bidi_Control,
	"Dash":                               Dash,
	"Deprecated":                         Deprecated,
	"Diacritic":                          Diacritic,
	"Extender":                           Extender,
	"Hex_Digit":                          Hex_Digit,
	"Hyphen":                             Hyphen,
	"IDS_Binary_Operator":                IDS_Binary_Operator,
	"IDS_Trinary_Operator":               IDS_Trinary_Operator,
	"IDS_Unary_Operator":                 IDS_Unary_Operator,
	"ID_Compat_Math_Continue":            ID_Compat_Math_Continue,
	"ID_Compat_Math_Start":               ID_Compat_Math_Start,
	"Ideographic":                        Ideographic,
	"Join_Control":                       Join_Control,
	"Logical_Order_Exception":            Logical_Order_Exception,
	"Modifier_Combining_Mark":            Modifier_Combining_Mark,
	"Noncharacter_Code_Point":            Noncharacter_Code_Point,
	"Other_Alphabetic":                   Other_Alphabetic,
	"Other_Default_Ignorable_Code_Point": Other_Default_Ignorable_Code_Point,
	"Other_Grapheme_Extend":              Other_Grapheme_Extend,
	"Other_ID_Continue":                  Other_ID_Continue,
	"Other_ID_Start":                     Other_ID_Start,
	"Other_Lowercase":                    Other_Lowercase,
	"Other_Math":                         Other_Math,
	"Other_Uppercase":                    Other_Uppercase,
	"Pattern_Syntax":                     Pattern_Syntax,
	"Pattern_White_Space":                Pattern_White_Space,
	"Prepended_Concatenation_Mark":       Prepended_Concatenation_Mark,
	"Quotation_Mark":                     Quotation_Mark,
	"Radical":                            Radical,
	"Regional_Indicator":                 Regional_Indicator,
	"STerm":                              STerm,
	"Sentence_Terminal":                  Sentence_Terminal,
	"Soft_Dotted":                        Soft_Dotted,
	"Terminal_Punctuation":               Terminal_Punctuation,
	"Unified_Ideograph":                  Unified_Ideograph,
	"Variation_Selector":                 Variation_Selector,
	"White_Space":                        White_Space,
}

var FoldCategory = map[string]*RangeTable{
	"L":  table("fold category", "L"),
	"Ll": table("fold category", "Ll"),
	"Lt": table("fold category", "Lt"),
	"Lu": table("fold category", "Lu"),
	"M":  table("fold category", "M"),
	"Mn": table("fold category", "Mn"),
}

var FoldScript = map[string]*RangeTable{
	"Common":    table("fold script", "Common"),
	"Greek":     table("fold script", "Greek"),
	"Inherited": table("fold script", "Inherited"),
}

var CategoryAliases = map[string]string{
	"Cased_Letter":          "LC",
	"Close_Punctuation":     "Pe",
	"Combining_Mark":        "M",
	"Connector_Punctuation": "Pc",
	"Control":               "Cc",
	"Currency_Symbol":       "Sc",
	"Dash_Punctuation":      "Pd",
	"Decimal_Number":        "Nd",
	"Enclosing_Mark":        "Me",
	"Final_Punctuation":     "Pf",
	"Format":                "Cf",
	"Initial_Punctuation":   "Pi",
	"Letter":                "L",
	"Letter_Number":         "Nl",
	"Line_Separator":        "Zl",
	"Lowercase_Letter":      "Ll",
	"Mark":                  "M",
	"Math_Symbol":           "Sm",
	"Modifier_Letter":       "Lm",
	"Modifier_Symbol":       "Sk",
	"Nonspacing_Mark":       "Mn",
	"Number":                "N",
	"Open_Punctuation":      "Ps",
	"Other":                 "C",
	"Other_Letter":          "Lo",
	"Other_Number":          "No",
	"Other_Punctuation":     "Po",
	"Other_Symbol":          "So",
	"Paragraph_Separator":   "Zp",
	"Private_Use":           "Co",
	"Punctuation":           "P",
	"Separator":             "Z",
	"Space_Separator":       "Zs",
	"Spacing_Mark":          "Mc",
	"Surrogate":             "Cs",
	"Symbol":                "S",
	"Titlecase_Letter":      "Lt",
	"Unassigned":            "Cn",
	"Uppercase_Letter":      "Lu",
	"cntrl":                 "Cc",
	"digit":                 "Nd",
	"punct":                 "P",
}
