package inbound

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// attribution matches the line, or two lines joined, above a quoted mail: « Le 23 novembre, … a écrit : ».
	attribution = regexp.MustCompile(`(?i)^(le|on) .{6,200}(a écrit|wrote) ?:$`)
	// separator matches the line above a quoted mail whose lines have no quote mark.
	separator = regexp.MustCompile(`(?i)^(-{2,} ?(message d['’]origine|original message|message transféré|forwarded message) ?-{2,}|_{10,})$`)
	// headerLine matches the first header of a quoted mail, and headerNext one of the headers below it.
	headerLine = regexp.MustCompile(`(?i)^\*?(de|from) ?: ?\*? ?.+`)
	headerNext = regexp.MustCompile(`(?i)^\*?(envoyé|date|à|objet|sent|to|subject)( le)? ?: ?\*?`)
)

// cutCited splits a reply into the sender's own text and the text that it quotes from earlier mails, as far as mail
// programs mark it. A reply in which both alternate is not split, and neither is one without text of its own.
func cutCited(text string) (words, cited string) {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(strings.ReplaceAll(lines[i], "\u00a0", " "), " \t")
	}
	from, to := citedLines(lines)
	words = trimmed(slices.Concat(lines[:from], lines[to:]))
	if from == to || words == "" {
		return trimmed(lines), ""
	}
	return words, trimmed(lines[from:to])
}

func trimmed(lines []string) string { return strings.TrimSpace(strings.Join(lines, "\n")) }

// citedLines returns the range of quoted lines; an empty range for none.
func citedLines(lines []string) (from, to int) {
	begins, marked := -1, -1
	for i, line := range lines {
		if begins < 0 && introduces(lines, i) {
			begins = i
		}
		if marked < 0 && strings.HasPrefix(line, ">") {
			marked = i
		}
	}
	switch {
	case marked < 0 && begins < 0:
		return 0, 0
	case marked < 0 || begins >= 0 && begins < marked && !adjoins(lines, begins, marked):
		return begins, len(lines) // all below the separator
	case begins >= 0 && begins < marked:
		from = begins
	default:
		from = marked
	}
	to = marked
	for i := marked; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], ">") {
			if i > to && strings.TrimSpace(strings.Join(lines[to:i], "")) != "" {
				return 0, 0 // words between the citations
			}
			to = i + 1
		}
	}
	return from, to
}

// introduces says whether a quoted mail begins at this line.
func introduces(lines []string, i int) bool {
	line := strings.TrimSpace(lines[i])
	if separator.MatchString(line) || attribution.MatchString(line) {
		return true
	}
	if i+1 < len(lines) && attribution.MatchString(line+" "+strings.TrimSpace(lines[i+1])) {
		return true
	}
	return headerLine.MatchString(line) && slices.ContainsFunc(lines[i+1:min(i+4, len(lines))], headerNext.MatchString)
}

// adjoins says whether the marked lines follow their introduction, with at most two non-empty lines from it on.
func adjoins(lines []string, begins, marked int) bool {
	between := 0
	for _, line := range lines[begins:marked] {
		if strings.TrimSpace(line) != "" {
			between++
		}
	}
	return between <= 2
}
