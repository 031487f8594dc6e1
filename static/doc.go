// Package static serves the assets of the pages: stylesheets, scripts and an icon.
//
// The files are generated at the start, because the stylesheet contains the caisse's colour, darkened until white text
// on it is readable. Each file is compressed once. Its name contains a hash of its content, so that browsers may cache
// it for a year. Only these exact names are served.
//
// htmx is in the folder vendor, unmodified; a test compares its checksum. Two of its operators are written out as it is served, for
// older browsers.
package static
