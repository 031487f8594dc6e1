package courier

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
)

// Patterns of a refusal in a plain-text body, such as « ERR 12 » or « KO ». An HTML page comes from a proxy, or from a
// login page, in front of the gateway.
var (
	textMeansNo = regexp.MustCompile(`(?i)^\s*(err|error|erreur|errors|ko|nok|fail|failed|failure|rejected)\b`)
	textOfNone  = regexp.MustCompile(`(?i)^\s*\w+\s*[:=]?\s*(0|none|false)\b`) // « errors: 0 »
	isPage      = regexp.MustCompile(`(?i)^\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body)\b`)
)

// meansNo says whether the body of a 2xx answer, as JSON, XML, HTML or text, means that the message was not accepted.
func meansNo(body []byte) bool {
	var said any
	switch {
	case json.Unmarshal(body, &said) == nil:
		object, _ := said.(map[string]any)
		return objectMeansNo(object)
	case isPage.Match(body):
		return true
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")):
		return xmlMeansNo(body)
	}
	return textMeansNo.Match(body) && !textOfNone.Match(body)
}

// objectMeansNo checks the top-level fields of a JSON object. Nested objects are ignored: their fields may concern
// something other than the message, which would then be sent again every minute. If a gateway refuses there, echec= in
// its address says so.
func objectMeansNo(said map[string]any) bool {
	for key, value := range said {
		if fieldMeansNo(strings.ToLower(key), value) {
			return true
		}
	}
	return false
}

// fieldMeansNo says whether a field means a refusal, by its name in lower case and its value.
func fieldMeansNo(key string, value any) bool {
	switch key {
	case "error", "errors":
		return !empty(value)
	case "success", "ok":
		return value != nil && empty(value)
	case "status":
		word, _ := value.(string)
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "error", "failed", "rejected", "ko":
			return true
		}
	}
	return false
}

// xmlMeansNo checks the elements and attributes of an XML document, as objectMeansNo does the fields of an object.
func xmlMeansNo(body []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	var name, text string
	for {
		token, err := d.RawToken()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			name, text = strings.ToLower(token.Name.Local), ""
			for _, a := range token.Attr {
				if fieldMeansNo(strings.ToLower(a.Name.Local), a.Value) {
					return true
				}
			}
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
			if strings.EqualFold(token.Name.Local, name) && fieldMeansNo(name, strings.TrimSpace(text)) && (text != "" || name != "success" && name != "ok") {
				return true
			}
			name = ""
		}
	}
}

// empty says whether a JSON value stands for nothing or for no.
func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case float64:
		return v == 0
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "", "0", "false", "no", "none", "null":
			return true
		}
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}
