package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestAForwardedAddressIsReadAsProxiesWriteIt(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	const proxy, stranger = "10.0.0.3:443", "203.0.113.9:443"
	for name, c := range map[string]struct {
		peer     string
		headers  []string
		want     string
		readable bool
	}{
		"bare":                            {proxy, []string{"198.51.100.7"}, "198.51.100.7", true},
		"with a port":                     {proxy, []string{"198.51.100.7:51007"}, "198.51.100.7", true},
		"in quotes":                       {proxy, []string{`"198.51.100.7"`}, "198.51.100.7", true},
		"in quotes, with a port":          {proxy, []string{`"198.51.100.7:51007"`}, "198.51.100.7", true},
		"IPv6":                            {proxy, []string{"2001:db8::7"}, "2001:db8::7", true},
		"IPv6 in brackets":                {proxy, []string{"[2001:db8::7]"}, "2001:db8::7", true},
		"IPv6 in brackets, with a port":   {proxy, []string{`"[2001:db8::7]:51007"`}, "2001:db8::7", true},
		"IPv6 with a zone":                {proxy, []string{"fe80::7%eth0"}, "fe80::7", true},
		"IPv4 in IPv6":                    {proxy, []string{"[::ffff:198.51.100.7]:51007"}, "198.51.100.7", true},
		"blanks and an empty place":       {proxy, []string{" 198.51.100.7 , ,"}, "198.51.100.7", true},
		"several hops":                    {proxy, []string{"192.0.2.1, 198.51.100.7:51007, 10.0.0.9:80"}, "198.51.100.7", true},
		"several headers":                 {proxy, []string{"192.0.2.1", "198.51.100.7", "[fd00::9]:80"}, "198.51.100.7", true},
		"the client's own words before":   {proxy, []string{"nobody, 198.51.100.7"}, "198.51.100.7", true},
		"words between proxies":           {proxy, []string{"nobody, 10.0.0.9"}, "10.0.0.9", true},
		"proxies alone":                   {proxy, []string{"10.0.0.8, 10.0.0.9"}, "10.0.0.8", true},
		"no address":                      {proxy, []string{"unknown"}, "10.0.0.3", false},
		"no address at the proxy's place": {proxy, []string{"198.51.100.7, _hidden"}, "10.0.0.3", false},
		"no header":                       {proxy, nil, "10.0.0.3", true},
		"from a stranger":                 {stranger, []string{"198.51.100.7"}, "203.0.113.9", true},
		"from a proxy over IPv6":          {"[fd00::3%eth0]:443", []string{"198.51.100.7"}, "198.51.100.7", true},
		"from IPv4 in IPv6":               {"[::ffff:10.0.0.3]:443", []string{"198.51.100.7"}, "198.51.100.7", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			for _, h := range c.headers {
				r.Header.Add("X-Forwarded-For", h)
			}
			if got, readable := clientAddress(r, trusted); got.String() != c.want || readable != c.readable {
				t.Errorf("got %v, readable %v", got, readable)
			}
		})
	}
}
