//! Plans as data and the assessment.
