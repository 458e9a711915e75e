//! Everything that is written among the lanes.

use whatif_simulator::Loss;

use super::{CODE, GROUND, MOMENTS, Svg};
use crate::escape::markup;
use crate::layout::{Arrow, Break, End, Label, Mark, NOTE_LINE, Picture, Side, Sign};

impl Svg {
    /// Everything that is written among the lanes, with a rim that keeps lines off the letters.
    pub(super) fn writing(&mut self, picture: &Picture) {
        self.put(format_args!(
            "<g stroke=\"{GROUND}\" stroke-width=\"6\" stroke-linejoin=\"round\" \
             paint-order=\"stroke\">"
        ));
        for of in &picture.breaks {
            self.gap_text(of, picture);
        }
        for &y in &picture.healed {
            self.healed_text(y, picture);
        }
        for arrow in &picture.arrows {
            if let Some(label) = &arrow.label {
                self.label(label);
            }
            if let End::Cross(loss) = arrow.end {
                self.end_word(arrow, loss);
            }
        }
        for mark in &picture.marks {
            self.note(mark);
        }
        self.put(format_args!("</g>"));
    }

    fn gap_text(&mut self, gap: &Break, picture: &Picture) {
        let text = markup(&gap.text);
        let y = gap.y + 4;
        if gap.of_time {
            self.put(format_args!(
                "<text x=\"{}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"12\" \
                 font-style=\"italic\">{text}</text>",
                i32::midpoint(MOMENTS, 18)
            ));
        } else {
            self.put(format_args!(
                "<text x=\"{}\" y=\"{y}\" text-anchor=\"middle\" font-style=\"italic\">{text}\
                 </text>",
                middle(picture)
            ));
        }
    }

    fn healed_text(&mut self, y: i32, picture: &Picture) {
        self.put(format_args!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-weight=\"600\">\
             everything broken is put right</text>",
            middle(picture),
            y - 7
        ));
    }

    fn label(&mut self, label: &Label) {
        let anchor = anchor(label.side);
        let Label { x, y, operation, content, .. } = label;
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\"{anchor} font-family=\"{CODE}\" font-size=\"12\">"
        ));
        if let Some(whole) = &label.whole {
            self.put(format_args!("<title>{}</title>", markup(whole)));
        }
        self.put(format_args!("<tspan font-weight=\"600\">{}</tspan>", markup(operation)));
        if !content.is_empty() {
            self.put(format_args!(" {}", markup(content)));
        }
        self.put(format_args!("</text>"));
        if let Some(fault) = label.fault {
            self.put(format_args!(
                "<text x=\"{x}\" y=\"{}\"{anchor} font-size=\"12.5\" font-weight=\"600\">{fault}\
                 </text>",
                y - NOTE_LINE
            ));
        }
    }

    fn end_word(&mut self, arrow: &Arrow, loss: Loss) {
        let word = match loss {
            Loss::OnTheWay => "lost",
            Loss::Cut => "cut off",
            Loss::NobodyThere => "nobody there",
            Loss::Down => "down",
            Loss::TooLate => "too late",
            Loss::EarlierLife => "for an earlier life",
        };
        let (x, y) = arrow.to;
        let side = if x < arrow.from.0 { Side::Left } else { Side::Right };
        let (x, y, anchor) = if matches!(loss, Loss::OnTheWay | Loss::Cut) {
            (side.of(x, 12), y + 4, anchor(side))
        } else if side == Side::Right {
            (x - 2, y + 19, anchor(Side::Left))
        } else {
            (x + 2, y + 19, anchor(Side::Right))
        };
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\"{anchor} font-size=\"12.5\" font-weight=\"600\">{word}</text>"
        ));
    }

    fn note(&mut self, mark: &Mark) {
        if mark.note.is_empty() {
            return;
        }
        let (far, look) = match mark.sign {
            Sign::Killed => (16, " font-size=\"12.5\" font-weight=\"600\""),
            Sign::Restarted | Sign::Began | Sign::Ended | Sign::TimedOut | Sign::Slow => {
                (16, " font-size=\"12.5\"")
            }
            Sign::Logged => (10, " font-size=\"12\" font-style=\"italic\""),
            Sign::Sent | Sign::Copied | Sign::Altered | Sign::Woke => {
                (10, " font-size=\"11.5\" fill-opacity=\".85\"")
            }
        };
        let x = mark.side.of(mark.x, far);
        let top = mark.y + 4 - (mark.note.len() as i32 - 1) * NOTE_LINE / 2;
        for (line, y) in mark.note.iter().zip((top..).step_by(NOTE_LINE as usize)) {
            self.put(format_args!(
                "<text x=\"{x}\" y=\"{y}\"{}{look}>{}</text>",
                anchor(mark.side),
                markup(line)
            ));
        }
    }
}

fn anchor(side: Side) -> &'static str {
    match side {
        Side::Left => " text-anchor=\"end\"",
        Side::Right => "",
    }
}

fn middle(picture: &Picture) -> i32 {
    match (picture.lanes.first(), picture.lanes.last()) {
        (Some(first), Some(last)) if first.x < last.x => i32::midpoint(first.x, last.x),
        _ => picture.width / 2,
    }
}
