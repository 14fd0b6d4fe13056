//! What can be clicked in a frame. The regions are noted while the frame is drawn, so that a click means what stands there and
//! nothing is computed a second time.
//!
//! Not here: what a click does (`app::pointer`). Invariant: what was drawn last over a place is what a click there means.

use ratatui::layout::{Position, Rect};

use crate::app::pointer::Target;

/// The regions of one frame, in the order of drawing.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    regions: Vec<(Rect, Option<Target>)>,
}

impl Hits {
    /// Notes what a click on an area means.
    pub fn add(&mut self, area: Rect, target: Target) {
        self.regions.push((area, Some(target)));
    }

    /// Notes that something else was drawn over an area.
    pub fn cover(&mut self, area: Rect) {
        self.regions.push((area, None));
    }

    /// What stands at a place; nothing where a click means nothing.
    pub fn at(&self, column: u16, row: u16) -> Option<&Target> {
        let place = Position::new(column, row);
        self.regions.iter().rev().find(|(area, _)| area.contains(place)).and_then(|(_, target)| target.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Action;

    #[test]
    fn what_lies_above_is_what_is_clicked() {
        let mut hits = Hits::default();
        hits.add(Rect::new(0, 0, 10, 1), Target::Act(Action::Open));
        hits.add(Rect::new(4, 0, 2, 1), Target::Act(Action::Back));
        assert_eq!(hits.at(5, 0), Some(&Target::Act(Action::Back)));
        assert_eq!(hits.at(6, 0), Some(&Target::Act(Action::Open)));
        assert_eq!(hits.at(10, 0), None);
        hits.cover(Rect::new(0, 0, 5, 5));
        assert_eq!(hits.at(4, 0), None, "a sheet lies over it");
    }
}
