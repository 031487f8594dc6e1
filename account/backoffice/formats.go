package backoffice

import (
	"bytes"

	"sesame/texts"
)

// packed are the first bytes of compressed files: gzip, bzip2, xz, 7-Zip, RAR, zstd.
var packed = [][]byte{[]byte("\x1F\x8B"), []byte("BZh"), []byte("\xFD7zXZ"), []byte("7z\xBC\xAF"), []byte("Rar!"), []byte("\x28\xB5\x2F\xFD")}

// documents are the first characters of other text formats than CSV: HTML and XML (which programs also write as .xls), JSON,
// RTF, PDF.
var documents = [][]byte{[]byte("<"), []byte("{"), []byte("[{"), []byte("%PDF")}

// otherFormat recognises by its first bytes a file that is no CSV, and returns what to do about it; empty for any other file.
func otherFormat(b []byte) string {
	begins := func(forms [][]byte) bool {
		text := bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), " \t\r\n")
		for _, f := range forms {
			if bytes.HasPrefix(text, f) {
				return true
			}
		}
		return false
	}
	switch {
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")), bytes.HasPrefix(b, []byte("PK\x03\x04")) && zippedWorkbook(b):
		return texts.FileWorkbook
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), begins(packed):
		return texts.FilePacked
	case begins(documents):
		return texts.FileOtherFormat
	}
	return ""
}

// zippedWorkbook distinguishes the zip archive of an xlsx or ods workbook by the name of its first file.
func zippedWorkbook(b []byte) bool {
	const header = 30 // bytes before the name of a file in a zip archive
	if len(b) < header {
		return true
	}
	name := b[header:]
	for _, first := range []string{"[Content_Types].xml", "_rels/", "xl/", "docProps/", "mimetype"} {
		if bytes.HasPrefix(name, []byte(first)) {
			return true
		}
	}
	return false
}
