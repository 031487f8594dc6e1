// Package static serves what pages load beside themselves: stylesheets, scripts, and an icon.
//
// The files are made when the program starts, because the stylesheet carries the caisse's colour, darkened where white
// could not be read on it. Each is compressed once, and its name carries a fingerprint of its content, so that a browser
// may keep it for a year: another content has another name. Only these exact names are served.
//
// htmx stands in the folder vendor as its authors published it; a test compares the checksum.
package static
