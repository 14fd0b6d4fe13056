//! Turns what the JSON Schema validator finds into faults of ours.
//!
//! Invariant: every error of the validator becomes at least one fault; none is dropped.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, JsonType, ValidationError, Validator};
use serde_json::Value;

use crate::domain::fault::{Expected, FaultKind};

/// A schema made ready, for who looks at more than one value.
pub struct Checker(Result<Validator, String>);

impl Checker {
    pub fn of(schema: &Value) -> Self {
        let built = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(schema);
        Checker(built.map_err(|error| error.to_string()))
    }

    /// Faults as JSON pointer and kind. A schema that can't be used is itself a fault of the whole document.
    pub fn find(&self, value: &Value) -> Vec<(String, FaultKind)> {
        let validator = match &self.0 {
            Ok(validator) => validator,
            Err(words) => return vec![(String::new(), FaultKind::Syntax(words.clone()))],
        };
        let mut found = Vec::new();
        for error in validator.iter_errors(value) {
            collect(&error, &mut found);
        }
        found
    }
}

fn collect(error: &ValidationError<'_>, found: &mut Vec<(String, FaultKind)>) {
    let at = error.instance_path().as_str().to_owned();
    let inside = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            found.extend(unexpected.iter().map(|name| (inside(name), FaultKind::UnknownField)));
        }
        ValidationErrorKind::Required { property } => {
            found.push((inside(property.as_str().unwrap_or_default()), FaultKind::MissingField));
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => branches(&at, context, found),
        kind => found.push((at, plain(kind, error))),
    }
}

fn plain(kind: &ValidationErrorKind, error: &ValidationError<'_>) -> FaultKind {
    let is_amount = error.schema_path().as_str().contains("Money");
    match kind {
        ValidationErrorKind::Type { .. } if is_amount => FaultKind::WrongType(Expected::Amount),
        ValidationErrorKind::Type { kind } => FaultKind::WrongType(expected(kind)),
        ValidationErrorKind::Format { format } if format == "date" => FaultKind::NotADate,
        ValidationErrorKind::Pattern { .. } if is_amount => {
            let negative = error.instance().as_str().is_some_and(|text| text.trim_start().starts_with('-'));
            if negative { FaultKind::NegativeAmount } else { FaultKind::NotAnAmount }
        }
        ValidationErrorKind::Enum { options } => FaultKind::NotOneOf(names(options)),
        ValidationErrorKind::Minimum { .. }
        | ValidationErrorKind::Maximum { .. }
        | ValidationErrorKind::ExclusiveMinimum { .. }
        | ValidationErrorKind::ExclusiveMaximum { .. } => FaultKind::OutOfRange,
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinLength { .. } => FaultKind::Empty,
        _ => FaultKind::Form,
    }
}

fn names(options: &Value) -> Vec<String> {
    let name = |option: &Value| option.as_str().map_or_else(|| option.to_string(), str::to_owned);
    options.as_array().map(|options| options.iter().map(name).collect()).unwrap_or_default()
}

fn expected(kind: &TypeKind) -> Expected {
    let of = |kind: JsonType| match kind {
        JsonType::String => Expected::Text,
        JsonType::Integer => Expected::WholeNumber,
        JsonType::Number => Expected::Number,
        JsonType::Boolean => Expected::YesNo,
        JsonType::Array => Expected::List,
        JsonType::Object => Expected::Table,
        JsonType::Null => Expected::Something,
    };
    match kind {
        TypeKind::Single(kind) => of(*kind),
        TypeKind::Multiple(kinds) => kinds.into_iter().find(|kind| *kind != JsonType::Null).map_or(Expected::Something, of),
    }
}

/// Of several shapes that a value may have, the one that was meant is told: where its tag names one, that one; else the first
/// whose type fits. Where none was meant, the tags that would do are listed.
fn branches(at: &str, context: &[Vec<ValidationError<'static>>], found: &mut Vec<(String, FaultKind)>) {
    let mut tags: Option<(String, Vec<String>)> = None;
    let mut wrong_type = None;
    for errors in context {
        let tag = errors.iter().find_map(|error| match error.kind() {
            ValidationErrorKind::Enum { options } if options.as_array().is_some_and(|options| options.len() == 1) => {
                Some((error.instance_path().as_str().to_owned(), names(options)))
            }
            _ => None,
        });
        if let Some((path, options)) = tag {
            tags.get_or_insert_with(|| (path, Vec::new())).1.extend(options);
            continue;
        }
        let own_type =
            errors.iter().find(|error| matches!(error.kind(), ValidationErrorKind::Type { .. }) && error.instance_path().as_str() == at);
        match own_type {
            Some(error) if matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) }) => {}
            Some(error) => wrong_type = Some(plain(error.kind(), error)),
            None => {
                errors.iter().for_each(|error| collect(error, found));
                return;
            }
        }
    }
    match (tags, wrong_type) {
        (Some((path, options)), _) => found.push((path, FaultKind::NotOneOf(options))),
        (None, kind) => found.push((at.to_owned(), kind.unwrap_or(FaultKind::Form))),
    }
}
