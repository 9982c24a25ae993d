//! How a browser takes the pages. Skipped, and said so, where there is no Chromium.

use serde_json::{Value, json};

use crate::harness::cli::ingest;
use crate::html::HOSTILE;
use crate::html::browser::{KEEP_VIOLATIONS, assert_keyboard_reaches_everything, axe};
use crate::html::devtools::Browser;
use crate::simulation::files::Folder;
use crate::simulation::hostile_entries::hostile_entries;
use crate::simulation::shapes::ndjson;

use super::server::Server;
use super::serving;

/// Opens a page of a server.
fn open(browser: &mut Browser, server: &Server, path: &str) {
    let url = format!("http://{}{path}", server.address);
    browser.call("Page.navigate", &json!({"url": url}));
    browser.wait_for(&format!(
        "document.readyState === 'complete' && location.pathname + location.search === {}",
        json!(path)
    ));
}

/// Types into the box and presses Enter, and waits for the page that it leads to.
fn looked_up(browser: &mut Browser, text: &str) {
    let fill = format!("document.getElementById('what').value = {}", json!(text));
    browser.value(&fill);
    browser.value("document.getElementById('what').focus(); window.before = true");
    for kind in ["keyDown", "keyUp"] {
        let key = json!({"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"});
        browser.call("Input.dispatchKeyEvent", &key);
    }
    browser.wait_for("!window.before && document.readyState === 'complete'");
}

fn watched() -> Option<Browser> {
    let mut browser = Browser::start()?;
    let keep = json!({"source": KEEP_VIOLATIONS});
    browser.call("Page.addScriptToEvaluateOnNewDocument", &keep);
    Some(browser)
}

#[test]
fn what_is_pasted_or_dropped_leads_to_its_pictures() {
    let Some(mut browser) = watched() else { return };
    let (_folder, server) = serving("ancestry");
    open(&mut browser, &server, "/");
    looked_up(&mut browser, "51b14150-85de-4afc-a512-d82c496c738a");
    let boxes = "document.querySelectorAll('.tree .box').length";
    assert_eq!(browser.value(boxes), json!(4));
    let joined = "(() => { const [one, two] = document.querySelectorAll('.tree .box');
        return two.getBoundingClientRect().left - one.getBoundingClientRect().right > 20; })()";
    assert_eq!(browser.value(joined), json!(true), "side by side");
    assert_eq!(browser.value("window.violations"), json!([]));

    let drop = "(() => { const data = new DataTransfer();
        data.items.add(new File(['system:node:a1b2 51b14150-85de-4afc-a512-d82c496c738a'], 'x.txt'));
        window.before = true;
        dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true })); })()";
    browser.value(drop);
    browser.wait_for("!window.before && document.readyState === 'complete'");
    let heading = browser.value("document.querySelector('h1').textContent");
    let heading = heading.as_str().expect("a heading").to_owned();
    assert!(
        heading.contains("nothing that can be looked up"),
        "{heading}"
    );
    assert_eq!(browser.value("window.violations"), json!([]));
}

#[test]
fn without_script_the_search_works() {
    let Some(mut browser) = watched() else { return };
    let (_folder, server) = serving("ancestry");
    open(&mut browser, &server, "/");
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        &json!({"value": true}),
    );
    open(&mut browser, &server, "/");
    browser.value("document.getElementById('what').value = 'a1b2'");
    browser.value("document.querySelector('#lookup button').click()");
    browser.wait_for("location.pathname === '/list'");
}

/// A server over a world in which all that a log may say is hostile.
fn hostile() -> (Folder, Server) {
    let entries = hostile_entries(&HOSTILE);
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    ingest(&folder, &["all.ndjson"]);
    let server = Server::start(folder.path(), &[]);
    (folder, server)
}

/// Pages of all kinds.
const PAGES: [&str; 7] = [
    "/",
    "/places?kind=keys",
    "/places?kind=namespaces",
    "/list?of=time",
    "/list?of=user&name=system%3Anode%3Aa1b2",
    "/scans",
    "/nothing",
];

/// The pages to which the list by time leads.
fn credentials(browser: &mut Browser, server: &Server) -> Vec<String> {
    open(browser, server, "/list?of=time");
    let links = browser.value(
        "[...document.querySelectorAll('tbody a')].map(it => it.getAttribute('href')).slice(0, 12)",
    );
    let links = links.as_array().expect("links").iter();
    links
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn hostile_logs_run_nothing_and_load_nothing() {
    let Some(mut browser) = watched() else { return };
    let (_folder, server) = hostile();
    let all = credentials(&mut browser, &server);
    assert!(all.len() > 3);
    let all = all.into_iter().chain(PAGES.map(str::to_owned));
    for path in all {
        open(&mut browser, &server, &path);
        browser.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");
        assert_eq!(browser.value("window.violations"), json!([]), "{path}");
        let made = "document.querySelectorAll('img, base, iframe, object, embed, link, [onerror], [onload], [style]').length";
        assert_eq!(browser.value(made), json!(0), "{path}");
        assert_eq!(browser.value("document.scripts.length"), json!(2), "{path}");
    }
    let host = format!("http://{}/", server.address);
    let requests = browser.events_of("Network.requestWillBeSent");
    let urls = requests
        .iter()
        .filter_map(|it| it["params"]["request"]["url"].as_str());
    let urls = urls.filter(|it| !it.starts_with("data:")); // the browser's own picture in its field for times
    let foreign: Vec<&str> = urls.filter(|it| !it.starts_with(&host)).collect();
    assert_eq!(foreign, [""; 0]);
    for event in ["Page.javascriptDialogOpening", "Runtime.exceptionThrown"] {
        assert_eq!(browser.events_of(event), Vec::<&Value>::new());
    }
}

#[test]
fn axe_finds_nothing_on_a_desk_and_a_phone_which_scrolls_no_page_sideways() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let Some(axe) = axe() else { return };
    let (_folder, server) = serving("ancestry");
    let all = credentials(&mut browser, &server);
    let all: Vec<String> = all.into_iter().chain(PAGES.map(str::to_owned)).collect();
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (360, "light")] {
        let size =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        browser.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme_is = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.call("Emulation.setEmulatedMedia", &scheme_is);
        for path in &all {
            open(&mut browser, &server, path);
            browser
                .value("document.querySelectorAll('details').forEach(it => { it.open = true; })");
            browser.value("new Promise(done => setTimeout(done, 50))");
            let wider =
                "document.documentElement.scrollWidth > document.documentElement.clientWidth";
            assert_eq!(browser.value(wider), json!(false), "{path} {width}");
            browser.value(&axe);
            let found = "axe.run().then(it => it.violations.map(it => [it.id, it.nodes.map(it => it.html)]))";
            assert_eq!(browser.value(found), json!([]), "{path} {width} {scheme}");
        }
    }
}

#[test]
fn the_keyboard_reaches_everything() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let (_folder, server) = serving("ancestry");
    let node = "/credential?id=X509SHA256%3Dea33ad67f76e695097236db02468db88ea0efcd0fc7d2ad7ed7e782a914bbe31";
    open(&mut browser, &server, node);
    assert_keyboard_reaches_everything(&mut browser);
}
