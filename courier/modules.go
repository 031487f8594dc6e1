package courier

import "image"

// modules draws the dark modules of a code from its top left corner, each with this side in millimetres. The caller
// leaves the quiet zone.
func (p *paper) modules(left, top, side float64, code image.Image) {
	n := code.Bounds().Dx()
	p.SetFillColor(0, 0, 0)
	for y := range code.Bounds().Dy() {
		for x := 0; x < n; x++ {
			run := 0
			for ; x+run < n && dark(code.At(x+run, y)); run++ {
			}
			if run > 0 {
				p.Rect(left+float64(x)*side, top+float64(y)*side, float64(run)*side, side, "F")
				x += run
			}
		}
	}
}

func dark(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	r, _, _, _ := c.RGBA()
	return r == 0
}
