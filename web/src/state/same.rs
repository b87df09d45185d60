//! Values that are compared by where they are.

use std::rc::Rc;

/// A shared value that is the same as another only where both are one. It takes no time to tell, and as the value is
/// held, no later one can be taken for it.
#[derive(Debug)]
pub struct Same<T>(Rc<T>);

impl<T> Same<T> {
    /// To be compared with others.
    pub fn of(shared: &Rc<T>) -> Self {
        Self(Rc::clone(shared))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self::of(&self.0)
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_in_two_places_are_two() {
        let one = Rc::new(1);
        assert!(Same::of(&one) == Same::of(&Rc::clone(&one)));
        assert!(Same::of(&one) != Same::of(&Rc::new(1)));
    }
}
