// Package message words contacts: it turns what package care has planned into
// the text that a customer reads, in a language that the customer reads.
//
// A [Book] holds the templates, as data. [New] checks it against the programme
// whose rules name them, and compiles both into an [Engine]:
//
//	book, err := message.ParseBook(document)
//	words, err := message.New(program, book)
//	text, err := words.Render(contact, "zh-Hant-HK") // Text, Locale, Length
//
// # Templates
//
// A text has placeholders in brackets:
//
//	限时抢购!您心仪的[商品名称]正在打折,最高可享[X]折优惠
//
// What is between [ and ] is the name of a variable, in any script, exactly as
// the rule declares it; [[ is a literal [ and ]] is a literal ]. A bracket
// that is neither is a fault, and so are an empty name and a variable in the
// full-width brackets ［ and ］. The value is put in as it is: brackets in it are
// no placeholders, and a customer who is called [name] is greeted so. Nothing is
// escaped, either: whoever makes HTML of a text does that.
//
// The variables of a template are those that the rules declare which name it,
// Rule.Variables of package care: each placeholder is declared by all of them, and
// each declared variable is in some text. The engine of care leaves out a contact
// with a variable missing, and names it; [Engine.Render] refuses one, too.
//
// A template that no rule names is allowed, so that texts can be written
// before they are used. A rule that names none is left to whoever words it.
//
// # What the law asks
//
// Each text of a commercial rule is checked for each of its channels:
//
//	the signature   【the sender】, where Law.Signature says so
//	the way out     one of Law.OptOut, where there are any
//
// A channel of kind care.SMS that has commercial texts but no Law.OptOut is
// a fault of the programme: every law looked at asks for a way out. Both are in what the shop wrote: what variables say
// does not count. A wording with a capital letter is found as it stands, so that
// "stop by our shop" offers no STOP; one without in any case, so that
// "unsubscribe" is found in "Unsubscribe here". One that begins or ends with a
// Latin letter or a digit is a word of its own there: NONSTOP and NON-STOP
// are no STOP, and neither is STOP[name]. Where in a text they stand is not checked; gateways
// may ask for more.
//
// # Locales
//
// A text is found as by the lookup of RFC 4647, section 3.4: zh-Hant-HK,
// then zh-Hant, then zh, then the template's default. Case does not matter, and
// zh_Hant_HK is read the same way. Nothing is guessed: zh-TW finds zh-TW and zh, not
// zh-Hant. What is no tag at all, or longer than 64 bytes, finds the default.
//
// # Limits
//
//	a book            1,000 templates, 16 MiB as JSON, texts of 4 MiB together
//	a template        100 texts of at most 20,000 bytes
//	a rendered text   100,000 bytes; as a short message Book.MostParts
//
// Faults of a book and of the programme beside it come all at once, as
// a [*care.InvalidError]; a contact that cannot be worded is
// a [*care.DataError], and there is no text. Everything here is a pure function
// of its arguments and may be called from many goroutines.
package message
