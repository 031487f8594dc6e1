package backoffice

import (
	"strings"

	"sesame/account"
	"sesame/texts"
)

// optional reads an optional column.
func (r *rowReader) optional(row *MemberRow, c Column, today string) {
	column := c.String()
	if !r.says(c) {
		return
	}
	v := r.value(c)
	if v == "" {
		row.say(c, "")
		return
	}
	shown, reason := 1, illegible(v)
	if reason == "" {
		switch c {
		case BirthDate:
			shown = 0
			v, reason = birth(v, today)
			reason = r.inOrder(c, reason)
		case End:
			shown = 0
			v, reason = lastDay(v)
			reason = r.inOrder(c, reason)
		case Email:
			if v, reason = mail(v); reason == "" {
				r.doubtMail(v)
				r.warnShared(c)
			}
		case Landline, Fax:
			shown = 2
			v, reason = phone(v, importPhone)
		case Vitale:
			v, reason = serial(v)
			if _, most := r.table.repeated[c][r.value(c)]; most && reason == "" {
				reason = texts.CellSameSerial
			}
		}
	}
	if reason != "" {
		r.leave(column, maskShape(r.value(c), shown), reason)
		return
	}
	row.say(c, v)
}

// mobile reads « portable ». A landline in it is stored as such when « fixe » is empty.
func (r *rowReader) mobile(row *MemberRow) {
	column := Mobile.String()
	if !r.says(Mobile) {
		return
	}
	written := r.value(Mobile)
	if written == "" {
		row.say(Mobile, "")
		return
	}
	masked := maskShape(written, 2)
	reason := illegible(written)
	if reason == "" {
		var v string
		if v, reason = phone(written, importMobile); reason == "" {
			r.warnShared(Mobile)
			row.say(Mobile, v)
			return
		}
	}
	line, no := phone(written, importPhone)
	switch {
	case no != "":
		r.leave(column, masked, reason)
	case row.Says.Has(Landline) && row.Values[Landline] != "" && row.Values[Landline] != line:
		r.leave(column, masked, texts.CellTwoLandlines)
	default:
		r.warn(column, masked, texts.CellLandline)
		if r.says(Landline) {
			row.say(Landline, line)
		} else {
			row.Spare = line
		}
	}
}

// doubtLandline warns of a mobile number in « fixe » if no other is known.
func (r *rowReader) doubtLandline(row *MemberRow) {
	if row.Values[Mobile] != "" || row.Values[Landline] == "" || !r.says(Landline) {
		return
	}
	if number, ok := account.Dialled(row.Values[Landline]); ok && (number[1] == '6' || number[1] == '7') {
		r.warn(Landline.String(), maskShape(r.value(Landline), 2), texts.CellMobile)
	}
}

// inOrder returns why a date is left out: it may have the month first, as the others of its column have.
func (r *rowReader) inOrder(c Column, reason string) string {
	if r.table.english[c] {
		if _, _, ok := slashed(r.value(c)); ok {
			return texts.CellMonthFirst
		}
	}
	return reason
}

func birth(v, today string) (day, reason string) {
	if reason = spoilt(BirthDate.String(), v); reason != "" {
		return "", reason
	}
	day, ok := readDate(v)
	switch {
	case !ok:
		return "", dateFault(v)
	case day > today || day < firstBirth:
		return "", texts.CellBirth
	}
	return day, ""
}

// lastDay reads the day from which an account is closed, past or future.
func lastDay(v string) (day, reason string) {
	if reason = spoilt(End.String(), v); reason != "" {
		return "", reason
	}
	day, ok := readDate(v)
	if !ok {
		return "", dateFault(v)
	}
	return day, ""
}

func mail(v string) (address, reason string) {
	address, err := account.ParseEmail(v)
	if err != nil { // seldom, and slower
		address, err = account.ReadEmail(v)
	}
	switch {
	case err == nil:
		return address, ""
	case strings.Count(v, "@") > 1:
		return "", texts.CellManyMails
	case placeholder(v):
		return "", texts.CellSaysEmpty
	}
	return "", texts.CellNoMail
}

// doubtMail warns of an address whose domain is one typing error away from a provider's: mails to it could reach a stranger.
func (r *rowReader) doubtMail(address string) {
	if meant := r.table.slips.of(address); meant != "" {
		r.warn(Email.String(), maskShape(address, 1), texts.CellMailSlip(meant))
	}
}

// phone parses a number. The reasons for a failure are checked only afterwards, because most numbers are valid.
func phone(v string, parse func(string) (string, error)) (e164, reason string) {
	v = withoutCents(v)
	e164, err := parse(v)
	if err == nil && !nobodys(e164[1:]) {
		return e164, ""
	}
	digits := onlyDigits(v)
	switch reason = spoilt("", v); {
	case reason != "":
		return "", reason
	case err == nil, placeholder(v), nobodys(digits):
		return "", texts.CellSaysEmpty
	case len(digits) >= 18:
		return "", texts.CellManyPhones
	}
	return "", texts.CellNoPhone
}

// serial reads the serial number of a carte Vitale: letters and digits with any separators.
func serial(v string) (number, reason string) {
	if scientific(v) {
		return "", texts.CellRounded
	}
	number = account.NormaliseSerial(v)
	switch {
	case strings.Trim(number, "0") == "" || placeholder(v):
		return "", texts.CellSaysEmpty
	case zeroTail(number):
		return "", texts.CellRounded
	case account.LikeNIR(number):
		return "", texts.CellSerialIsNIR
	case len(number) < account.MinSerial || len(number) > account.MaxSerial || !strings.ContainsAny(number, "0123456789"):
		return "", texts.CellSerial(account.MinSerial, account.MaxSerial)
	}
	return number, ""
}
