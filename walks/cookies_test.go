package walks

import (
	"net/http"
	"strings"
	"testing"
)

// Cookies of the caisse's other sites come with each request. They must not keep members out, up to the bound on the size of a
// request's headers.
func TestManyCookiesOfOtherSitesLockNobodyOut(t *testing.T) {
	s := newSite(t, "")
	s.start()
	for size, want := range map[int]int{40 << 10: http.StatusOK, 200 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/connexion", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", strings.TrimSuffix(strings.Repeat("_pk_id.site="+strings.Repeat("a", 1000)+"; ", size/1014), "; "))
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != want {
			t.Errorf("%d kB of cookies: %d, want %d", size>>10, response.StatusCode, want)
		}
		_ = response.Body.Close()
	}
}
