//! How a browser takes the page. Skipped, and said so, where there is no Chromium.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::devtools::{Browser, skipped};
use super::{hostile, page_of, unclaimed};
use crate::simulation::files::Folder;

/// Writes the page on a folder's logs beside them.
fn written(folder: &Folder) -> PathBuf {
    let path = folder.path().join("page.html");
    fs::write(&path, page_of(folder)).expect("a page");
    path
}

/// A script of the browser's own that keeps what the page was refused.
pub const KEEP_VIOLATIONS: &str = "window.violations = []; \
    document.addEventListener('securitypolicyviolation', it => window.violations.push(it.violatedDirective + ' ' + it.blockedURI));";

#[test]
fn hostile_logs_run_nothing_load_nothing_and_are_refused_nothing() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = hostile();
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({"source": KEEP_VIOLATIONS}),
    );
    browser.open(&written(&folder));
    browser.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");
    browser.value("new Promise(done => setTimeout(done, 300))");

    assert_eq!(browser.value("window.violations"), json!([]));
    let requests = browser.events_of("Network.requestWillBeSent");
    let urls: Vec<&Value> = requests
        .iter()
        .map(|it| &it["params"]["request"]["url"])
        .collect();
    assert_eq!(urls.len(), 1, "the page alone: {urls:?}");
    for event in [
        "Page.javascriptDialogOpening",
        "Runtime.exceptionThrown",
        "Log.entryAdded",
        "Audits.issueAdded",
        "Runtime.consoleAPICalled",
    ] {
        let met = browser.events_of(event);
        assert!(met.is_empty(), "{met:?}");
    }
    let made = "document.querySelectorAll('img, base, iframe, object, embed, link, form, [onerror], [onload], [style]').length";
    assert_eq!(browser.value(made), json!(0));
    assert_eq!(browser.value("document.scripts.length"), json!(2));
}

#[test]
fn the_policy_refuses_what_the_page_does_not_hold_itself() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = hostile();
    let page = page_of(&folder);
    let evil = page.replace(
        "</main>",
        "<img src=\"http://127.0.0.1:9/x\"><p onclick=\"1\">x</p></main>",
    );
    let path = folder.path().join("evil.html");
    fs::write(&path, evil).expect("a page");
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({"source": KEEP_VIOLATIONS}),
    );
    browser.open(&path);
    browser.wait_for("window.violations.some(it => it.startsWith('img-src'))");
    let html = "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch { return 'refused'; } })()";
    let on_page = format!("new Promise(done => setTimeout(() => done({html})))");
    assert_eq!(browser.value(&on_page), json!("refused"), "text as markup");
}

/// Types into the search, and returns what is said to be found.
fn searched(browser: &mut Browser, text: &str) -> Value {
    let typed = format!(
        "(() => {{ const it = document.getElementById('search'); it.value = {}; it.dispatchEvent(new Event('input')); }})()",
        json!(text)
    );
    browser.value(&typed);
    browser.value("new Promise(done => setTimeout(done, 250))");
    browser.value("document.getElementById('found').textContent")
}

/// Chooses in a filter, and returns what is said to be found.
fn chosen(browser: &mut Browser, filter: &str, value: &str) -> Value {
    let chosen = format!(
        "(() => {{ const it = document.getElementById({}); it.value = {}; it.dispatchEvent(new Event('change')); }})()",
        json!(filter),
        json!(value)
    );
    browser.value(&chosen);
    browser.value("document.getElementById('found').textContent")
}

#[test]
fn search_and_filters_find() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = unclaimed(120);
    browser.open(&written(&folder));
    let all = json!("121 found, 50 shown, the gravest first.");
    assert_eq!(searched(&mut browser, ""), all);
    assert_eq!(
        browser.value("document.querySelectorAll('#list tbody tr').length"),
        json!(50)
    );
    browser.value("document.getElementById('more').click()");
    assert_eq!(
        browser.value("document.querySelectorAll('#list tbody tr').length"),
        json!(100)
    );

    let whole = browser.value("document.querySelector('.lineage summary code').textContent");
    let whole = whole.as_str().expect("a subject").to_owned();
    let one = json!("1 found, 1 shown, the gravest first.");
    let digits = whole.strip_prefix("TBS=").expect("a digest").to_owned();
    let pairs: Vec<&str> = digits
        .as_bytes()
        .chunks(2)
        .map(|it| std::str::from_utf8(it).expect("hex"))
        .collect();
    for query in [
        &whole,
        &digits,
        &digits[..20],
        &digits.to_uppercase(),
        &pairs.join(":"),
        &format!(" {digits} "),
    ] {
        assert_eq!(searched(&mut browser, query), one, "{query}");
    }
    assert_eq!(
        searched(&mut browser, "system:serviceaccount:team-a"),
        one,
        "a user"
    );
    assert_eq!(searched(&mut browser, "nobody"), json!("None found."));
    assert_eq!(searched(&mut browser, ""), all);
    assert_eq!(chosen(&mut browser, "by-verdict", "complete"), one);
    assert_eq!(
        chosen(&mut browser, "by-code", "unclaimed-signature"),
        json!("None found.")
    );
    assert_eq!(
        chosen(&mut browser, "by-verdict", ""),
        json!("120 found, 50 shown, the gravest first.")
    );
}

#[test]
fn a_group_of_findings_leads_to_its_lineages() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = unclaimed(7);
    browser.open(&written(&folder));
    browser.value("document.querySelector('tr[data-code=unclaimed-signature] button').click()");
    let found = "document.getElementById('found').textContent";
    assert_eq!(
        browser.value(found),
        json!("7 found, 7 shown, the gravest first.")
    );
    let key = "document.getElementById('by-key').value.startsWith('projects/')";
    assert_eq!(browser.value(key), json!(true));
}

#[test]
fn a_link_opens_the_details_and_they_can_be_copied() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = unclaimed(3);
    browser.open(&written(&folder));
    browser.value("document.querySelector('#list a').click()");
    browser.wait_for("document.querySelector('.lineage').open");
    browser.wait_for("document.querySelector('.lineage button.copy') !== null");
    browser.value("document.querySelector('.lineage button.copy').click()");
    browser.wait_for("document.querySelector('.lineage button.copy').textContent !== 'Copy'");
}

#[test]
fn without_script_all_but_the_search_is_there() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = unclaimed(60);
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        &json!({"value": true}),
    );
    browser.show(&written(&folder));
    let shown = |id: &str| format!("document.getElementById('{id}').checkVisibility()");
    for (id, is_shown) in [("filters", false), ("more", false), ("list", true)] {
        assert_eq!(browser.value(&shown(id)), json!(is_shown), "{id}");
    }
    let rows = "document.querySelectorAll('#list tbody tr').length";
    assert_eq!(browser.value(rows), json!(50));
    let expression = "document.querySelector('noscript').textContent.length > 0";
    assert_eq!(browser.value(expression), json!(true));
    browser.value("document.querySelector('#list a').click()"); // the browser opens what a link leads into
    browser.wait_for("document.querySelector('.lineage').open");
}

#[test]
fn the_keyboard_reaches_everything() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = unclaimed(3);
    browser.open(&written(&folder));
    browser.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");
    browser.value("new Promise(done => setTimeout(done, 300))");
    assert_keyboard_reaches_everything(&mut browser);
}

/// Checks that the tabulator key reaches each visible control of the page.
pub fn assert_keyboard_reaches_everything(browser: &mut Browser) {
    let all = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')]\
        .filter(it => it.checkVisibility())";
    browser.value(&format!(
        "window.all = new Set({all}); window.reached = new Set();"
    ));
    let number = browser.value("window.all.size").as_u64().expect("a number");
    assert!(number > 20, "{number}");
    browser.value("document.addEventListener('focusin', it => window.reached.add(it.target))");
    for _ in 0..number + 5 {
        for kind in ["rawKeyDown", "keyUp"] {
            let key =
                json!({"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9});
            browser.call("Input.dispatchKeyEvent", &key);
        }
    }
    let lost = "[...window.all].filter(it => !window.reached.has(it)).map(it => it.outerHTML.slice(0, 200))";
    assert_eq!(browser.value(lost), json!([]));
}

#[test]
fn the_page_prints_on_both_sizes_of_paper() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = hostile();
    browser.open(&written(&folder));
    let open = "document.querySelectorAll('details').forEach(it => { it.open = true; })";
    browser.value(open);
    let width = json!({"width": 680, "height": 1000, "deviceScaleFactor": 1, "mobile": false}); // A4 without its margins
    browser.call("Emulation.setDeviceMetricsOverride", &width);
    browser.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    let wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(browser.value(wider), json!(false));
    for (width, height) in [(8.27, 11.69), (8.5, 11.0)] {
        let paper = json!({"paperWidth": width, "paperHeight": height, "preferCSSPageSize": false});
        let printed = browser.call("Page.printToPDF", &paper);
        let pdf = STANDARD
            .decode(printed["data"].as_str().expect("a PDF"))
            .expect("base64");
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000);
    }
}

#[test]
fn a_phone_shows_the_page_without_scrolling_sideways() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = hostile();
    let phone = json!({"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true});
    browser.call("Emulation.setDeviceMetricsOverride", &phone);
    browser.open(&written(&folder));
    browser.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");
    assert_eq!(
        browser.value("document.documentElement.scrollWidth"),
        json!(360)
    );
}

#[test]
fn axe_finds_nothing_in_light_and_dark_on_a_desk_and_a_phone() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let Some(axe) = axe() else { return };
    let folder = hostile();
    let page = written(&folder);
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (360, "light")] {
        let size =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        browser.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.call("Emulation.setEmulatedMedia", &scheme);
        browser.open(&page);
        browser.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");
        browser.value("new Promise(done => setTimeout(done, 300))");
        browser.value(&axe);
        let found =
            "axe.run().then(it => it.violations.map(it => [it.id, it.nodes.map(it => it.html)]))";
        assert_eq!(browser.value(found), json!([]), "{width} {scheme}");
    }
}

/// The script of axe-core, which `.ci/run` fetches and names. None where it could not, which is said.
pub fn axe() -> Option<String> {
    let named = std::env::var_os("CREDTRAIL_AXE").map(fs::read_to_string);
    if named.is_none() {
        skipped(
            "CREDTRAIL_AXE names no axe.min.js, so that nothing examines the page for accessibility",
        );
    }
    named.map(|it| it.expect("the script of axe-core"))
}
