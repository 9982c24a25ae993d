//! The words around the program's texts on the pages of the findings, in each language.

/// A language of these pages.
pub struct Words {
    /// Where the pages are.
    pub folder: &'static str,
    /// What a command is given to write in this language.
    pub flag: &'static str,
    pub weight: &'static str,
    pub or: &'static str,
    /// The headings of what the finding means, what to look at and how to settle it.
    pub paragraphs: [&'static str; 3],
    pub rules: &'static str,
    pub example: &'static str,
    /// The sentence above the example; CODE stands for the code.
    pub sample: &'static str,
    /// The page of all findings, as far as its table; MADE stands for what tells where it comes from.
    pub index: &'static str,
}

pub const ENGLISH: Words = Words {
    folder: "docs/src/findings",
    flag: "",
    weight: "Weight",
    or: " or ",
    paragraphs: ["What it means", "What to look at", "How to settle it"],
    rules: "Rules",
    example: "Example",
    sample: "The sample `fixtures/CODE` shows it:",
    index: "# Findings

MADE

A finding is one thing that is wrong, or may be. Its code links to its page. Its weight decides the verdict: a `break` makes a credential
`broken`, a `gap` makes it `unproven`, a `note` changes nothing ([Reading a verdict](../reading-a-verdict.md)).

`credtrail explain missing-record` prints the same text as the page of that code.

| code | weight | means |
|---|---|---|
",
};

pub const KOREAN: Words = Words {
    folder: "docs/src/ko/findings",
    flag: " --lang ko",
    weight: "무게",
    or: " 또는 ",
    paragraphs: ["의미", "확인할 것", "해결 방법"],
    rules: "규칙",
    example: "예",
    sample: "`fixtures/CODE` 샘플의 보고서입니다.",
    index: "# 발견 항목

MADE

발견 항목은 잘못된 것, 또는 잘못되었을 수 있는 것 하나입니다. 코드를 누르면 그 코드의 페이지로 이동합니다. 무게가 판정을 정합니다. `break` 발견 항목이
있으면 사용자 인증 정보의 판정은 `broken`(끊김)이고, `gap` 발견 항목이 있으면 `unproven`(미증명)입니다. `note` 발견 항목은 판정을 바꾸지
않습니다([판정 읽기](../reading-a-verdict.md)).

`credtrail explain missing-record --lang ko` 명령어는 그 코드의 페이지와 같은 글을 출력합니다.

| 코드 | 무게 | 의미 |
|---|---|---|
",
};
