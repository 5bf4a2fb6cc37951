//! Shows one fault as compilers do: place, source line, caret, sentence, advice.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::faults::{Fault, Weight};

/// The text of one fault, ending in an empty line; it always holds `file:line:column`.
pub(super) fn fault(fault: &Fault, weight: Weight, text: &str, color: bool) -> String {
    let level = match weight {
        Weight::Error => Level::ERROR,
        Weight::Warning => Level::WARNING,
    };
    let help = fault.help.as_deref().map(|help| Level::HELP.message(help));
    let report = level.primary_title(&fault.message).id(fault.code).element(place(fault, text)).elements(help);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n\n", renderer.decor_style(DecorStyle::Ascii).render(&[report]))
}

/// The source line with its caret; only the place where the file has no line to show.
fn place<'a>(fault: &'a Fault, text: &'a str) -> Element<'a> {
    if text.get(fault.span.clone()).is_none() || text.trim().is_empty() {
        return Origin::path(&fault.file).line(fault.line).char_column(fault.column).into();
    }
    let caret = AnnotationKind::Primary.span(fault.span.clone());
    Snippet::source(text).path(&fault.file).annotation(caret).into()
}
