//! Arrows and marks.

use super::{BAD, GOOD, GROUND, INK, LINK, Svg, WARN};
use crate::layout::{Arrow, End, Sign};
use crate::legend::is_late;

impl Svg {
    pub(super) fn arrow(&mut self, arrow: &Arrow) {
        let (color, dashes) = look(arrow.reply);
        let ((fx, fy), (tx, ty)) = (arrow.from, arrow.to);
        let look = format!("fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\"{dashes}");
        if fx == tx {
            // A message to itself leaves the lane and comes back to it.
            let far = fx + 40;
            self.put(format_args!(
                "<path d=\"M{fx} {fy}C{far} {fy} {far} {ty} {tx} {ty}\" {look}/>"
            ));
        } else {
            self.put(format_args!("<path d=\"M{fx} {fy}L{tx} {ty}\" {look}/>"));
        }
        match arrow.end {
            End::Head => {
                let from = if fx == tx { (fx + 40, ty - 4) } else { arrow.from };
                self.arrowhead(from, arrow.to, color);
            }
            End::Cross(loss) => self.cross(tx, ty, is_late(loss)),
            End::Altered | End::Open => {}
        }
    }

    pub(super) fn arrowhead(&mut self, (fx, fy): (i32, i32), (tx, ty): (i32, i32), color: &str) {
        let (dx, dy) = (i64::from(tx - fx), i64::from(ty - fy));
        // In tenths of a unit, so that whole numbers are fine enough.
        let length = (100 * (dx * dx + dy * dy)).isqrt().max(1);
        let along = |far: i64| (far * dx * 10 / length, far * dy * 10 / length);
        let (back_x, back_y) = along(100);
        let (wide_x, wide_y) = along(38);
        let (tip_x, tip_y) = (10 * i64::from(tx), 10 * i64::from(ty));
        let (base_x, base_y) = (tip_x - back_x, tip_y - back_y);
        self.put(format_args!(
            "<path d=\"M{tx} {ty}L{} {}L{} {}z\" fill=\"{color}\"/>",
            tenths(base_x - wide_y),
            tenths(base_y + wide_x),
            tenths(base_x + wide_y),
            tenths(base_y - wide_x),
        ));
    }

    pub(super) fn cross(&mut self, x: i32, y: i32, late: bool) {
        let color = if late { WARN } else { BAD };
        self.put(format_args!(
            "<path d=\"M{} {}l12 12m0 -12l-12 12\" fill=\"none\" stroke=\"{color}\" \
             stroke-width=\"2.5\" stroke-linecap=\"round\"/>",
            x - 6,
            y - 6
        ));
    }

    pub(super) fn sign(&mut self, sign: Sign, x: i32, y: i32) {
        match sign {
            Sign::Sent => {
                self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{LINK}\"/>"));
            }
            Sign::Copied => self.put(format_args!(
                "<g fill=\"{GROUND}\" stroke=\"{BAD}\" stroke-width=\"1.5\">\
                 <circle cx=\"{}\" cy=\"{y}\" r=\"4\"/><circle cx=\"{}\" cy=\"{y}\" r=\"4\"/></g>",
                x - 2,
                x + 2
            )),
            Sign::Altered => self.put(format_args!(
                "<path d=\"M{} {}l8 8m0 -8l-8 8\" transform=\"rotate(45 {x} {y})\" fill=\"none\" \
                 stroke=\"{BAD}\" stroke-width=\"3\"/>",
                x - 4,
                y - 4
            )),
            Sign::Killed => self.put(format_args!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"10\" fill=\"{BAD}\"/>\
                 <path d=\"M{} {}l8 8m0 -8l-8 8\" fill=\"none\" stroke=\"{GROUND}\" \
                 stroke-width=\"2.5\" stroke-linecap=\"round\"/>",
                x - 4,
                y - 4
            )),
            Sign::Restarted => self.put(format_args!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"8\" fill=\"{GROUND}\" stroke=\"{GOOD}\" \
                 stroke-width=\"2\"/><path d=\"M{} {}v8l7 -4z\" fill=\"{GOOD}\"/>",
                x - 2,
                y - 4
            )),
            Sign::Began => self.put(format_args!(
                "<path d=\"M{} {y}h24\" stroke=\"{WARN}\" stroke-width=\"3\"/>",
                x - 12
            )),
            Sign::Ended => self.put(format_args!(
                "<path d=\"M{} {y}h24\" stroke=\"{GOOD}\" stroke-width=\"3\"/>",
                x - 12
            )),
            Sign::TimedOut => self.put(format_args!(
                "<g fill=\"{GROUND}\" stroke=\"{WARN}\" stroke-width=\"2\" \
                 stroke-linecap=\"round\"><circle cx=\"{x}\" cy=\"{y}\" r=\"8\"/>\
                 <path d=\"M{x} {}v5l3 2\" fill=\"none\"/></g>",
                y - 5
            )),
            Sign::Slow => self.put(format_args!(
                "<path d=\"M{} {}h10l-10 14h10z\" fill=\"{GROUND}\" stroke=\"{WARN}\" \
                 stroke-width=\"2\" stroke-linejoin=\"round\"/>",
                x - 5,
                y - 7
            )),
            Sign::Woke => self.put(format_args!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{GROUND}\" stroke=\"{INK}\" \
                 stroke-width=\"1.5\"/>"
            )),
            Sign::Logged => self.put(format_args!(
                "<rect x=\"{}\" y=\"{}\" width=\"7\" height=\"7\"/>",
                x - 3,
                y - 3
            )),
        }
    }
}

/// The colour and the dashes of an arrow.
pub(super) fn look(reply: bool) -> (&'static str, &'static str) {
    if reply { (LINK, " stroke-dasharray=\"6 4\"") } else { (LINK, "") }
}

fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / 10, value.abs() % 10);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}
