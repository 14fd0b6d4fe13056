//! What the parsers of TOML and JSON say of a text, which is English, in Chinese as well.
//!
//! Invariant: what is not known here is told as a fault of form without the parser's words, never in the other language.

use crate::domain::people::Lang;

/// What a parser's words begin with, and the same in Chinese; of several the first that fits.
const WORDS: &[(&str, &str)] = &[
    ("duplicate key", "同一字段写了两次"),
    ("string values must be quoted", "文字须加引号"),
    ("missing opening quote", "缺少开头的引号"),
    ("invalid basic string", "引号内的文字有误或没有结束"),
    ("invalid literal string", "引号内的文字有误或没有结束"),
    ("unclosed array table", "表头 [[…]] 没有结束"),
    ("unclosed table", "表头 […] 没有结束"),
    ("unclosed inline table", "花括号 {…} 没有结束"),
    ("unclosed array", "方括号 […] 没有结束"),
    ("missing comma", "缺少逗号"),
    ("extra comma", "多了逗号"),
    ("missing assignment", "缺少等号"),
    ("extra assignment", "多了等号"),
    ("extra `=`", "多了等号"),
    ("unexpected `=`", "多了等号"),
    ("key with no value", "字段后缺少等号和值"),
    ("missing value", "等号后缺少值"),
    ("missing key", "缺少字段名"),
    ("unquoted keys cannot be empty", "缺少字段名"),
    ("invalid unquoted key", "字段名不加引号时只能用字母、数字、- 和 _"),
    ("unexpected leading zero", "数字前不能有 0"),
    ("`_` may only go between digits", "数字写法有误"),
    ("redundant", "数字写法有误"),
    ("integers with a radix", "数字写法有误"),
    ("invalid integer", "数字写法有误"),
    ("invalid floating-point", "数字写法有误"),
    ("carriage return must be followed by newline", "换行符有误"),
    ("invalid comment character", "注释中有不能用的字符"),
    ("cannot recurse further", "嵌套太深"),
    ("recursion limit", "嵌套太深"),
    ("unexpected content", "这里不应有内容"),
    ("unexpected key or value", "这里不应有内容"),
    ("EOF while parsing", "文件没有写完"),
    ("expected value", "这里缺少值"),
    ("expected ident", "这里的词不认识"),
    ("expected `,`", "缺少逗号或右括号"),
    ("expected `:`", "字段名后缺少冒号"),
    ("key must be a string", "字段名须加引号"),
    ("trailing comma", "多了逗号"),
    ("trailing characters", "结束之后还有内容"),
    ("invalid escape", "转义写法有误"),
    ("invalid number", "数字写法有误"),
    ("number out of range", "数字超出范围"),
    ("control character", "引号内有控制字符"),
];

/// What else may be wrong with a text.
const OTHER: &str = "不符合 TOML 或 JSON 的写法";

/// Says a parser's words in a language.
pub fn in_words(lang: Lang, words: &str) -> &str {
    match lang {
        Lang::En => words,
        Lang::Zh => WORDS.iter().find(|(known, _)| words.starts_with(known)).map_or(OTHER, |(_, zh)| zh),
    }
}
