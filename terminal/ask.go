package terminal

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
)

// Interactive says whether a stream is a terminal, so that a person reads or types.
func Interactive(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// Agreed asks a question; only the answer « oui » means yes.
func Agreed(in io.Reader, out io.Writer, question string) bool {
	fmt.Fprintf(out, "%s Tapez « oui » : ", question)
	answer, _ := bufio.NewReader(in).ReadString('\n') // text typed before the end of the input counts
	return strings.EqualFold(strings.TrimSpace(answer), "oui")
}

// Lines reads what is typed, up to an empty line.
func Lines(in io.Reader) (string, error) {
	var typed strings.Builder
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			break
		}
		typed.WriteString(lines.Text() + "\n")
	}
	return typed.String(), lines.Err()
}
