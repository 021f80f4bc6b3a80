#!/usr/bin/python3
"""picture_test.py - one page in headless Chromium, against the JSON export of its capture

SPDX-License-Identifier: GPL-2.0-or-later

usage: picture_test.py OUT_DIR PAGE.html EXPORT.json

What the page says is counted against the export, which is written by other code than the page. Prints
"ok - ..." and "not ok - ..." lines; leaves screenshots and a PDF in OUT_DIR.
"""

import base64
import json
import os
import re
import sys
import time
from decimal import ROUND_HALF_UP, Decimal

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

# The page cuts longer lists; see MOST_DEVICES, MOST_GROUPS and FIRST in lib/picture.
MOST_DEVICES, MOST_GROUPS, FIRST_ROWS, FIRST_FINDINGS = 24, 18, 200, 60
# As the page itself: what is invisible is shown as a replacement character.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', function (e) {
    window.__violations.push(e.violatedDirective + ' ' + e.blockedURI);
});
window.alert = function () { window.__pwned = 1; };
"""

failed = 0


def check(name, ok, more=""):
    global failed
    failed += not ok
    print(("ok" if ok else "not ok") + " - " + PAGE + ": " + name + ("" if ok or more == "" else f" ({more})"))


def plain(text):
    return UNSEEN.sub("\ufffd", text or "")


def label(row):
    return plain(row["device"]) or plain(row["mac"]) or "(no name)"


# ---- the browser ----


def browser():
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--hide-scrollbars", "--no-first-run", "--disable-extensions"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    return driver


def resize(driver, width, height=1000):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
    time.sleep(0.4)


def shoot(driver, name):
    """The whole page, as it is now. Taller than 6000 px is cut: it is for looking at."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {
        "captureBeyondViewport": True,
        "clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}})
    write(name + ".png", shot)


def write(name, answer):
    with open(os.path.join(OUT, PAGE + "-" + name), "wb") as file:
        file.write(base64.b64decode(answer["data"]))


def texts(driver, selector):
    return driver.execute_script(
        "return Array.from(document.querySelectorAll(arguments[0])).map(e => e.textContent)", selector)


def count(driver, selector):
    return driver.execute_script("return document.querySelectorAll(arguments[0]).length", selector)


def click(driver, selector, index=0):
    """As a script: what is clicked may be under the bar that stays."""
    driver.execute_script("""
        document.querySelectorAll(arguments[0])[arguments[1]]
            .dispatchEvent(new MouseEvent('click', {bubbles: true}))""", selector, index)


# ---- what must hold ----


def check_quiet(driver):
    """Nothing complained, nothing was fetched, nothing that was a name ran."""
    bad = [entry for entry in driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]
    check("the console is silent", not bad, bad[:3])
    violations = driver.execute_script("return window.__violations")
    check("the content security policy is kept", violations == [], violations)
    requests = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [message["params"]["request"]["url"] for message in requests
            if message["method"] == "Network.requestWillBeSent"]
    other = [url for url in urls if not url.startswith("data:") and url.split("#")[0] != URL]
    check("asks for nothing but itself", urls and not other, other[:3])
    check("no name ran as a script", driver.execute_script("return window.__pwned === undefined"))


def check_policy(driver):
    policy = driver.execute_script(
        "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content")
    check("the policy allows nothing by default", policy.startswith("default-src 'none'"), policy)
    check("the policy allows no inline code but by its hash",
          "unsafe" not in policy and policy.count("'sha256-") == 4, policy)
    inline = driver.execute_script("""
        return Array.from(document.querySelectorAll('*')).filter(e => Array.from(e.attributes).some(a =>
            /^on/i.test(a.name) || /^(src|srcset|action|formaction)$/i.test(a.name) ||
            /href$/i.test(a.name) && !/^(#|data:,$)/.test(a.value))).map(e => e.outerHTML.slice(0, 120))""")
    check("no handler and no address in the markup", inline == [], inline[:3])


def check_same_data(data, export):
    left = data["left_out"]
    check("as many packets as the export says", data["capture"]["packets"] == export["capture"]["packets"])
    check("all devices are in the page", len(data["devices"]) == len(export["devices"]))
    check("all conversations are in the page or said to be left out",
          len(data["conversations"]) + left["conversations"]["rows"] == len(export["conversations"]) or
          len(data["conversations"]) == len(export["conversations"]))
    check("all findings are in the page or said to be left out",
          len(data["findings"]) + left["findings"]["rows"] == len(export["findings"]) or
          len(data["findings"]) == len(export["findings"]))


def human_bytes(n):
    """As units.c writes them; the page puts a space that does not break."""
    units = ["B", "kB", "MB", "GB", "TB"]
    i = 0
    while n >= 999.5 and i + 1 < len(units):
        n, i = n / 1000, i + 1
    n = Decimal(n).quantize(Decimal(1) if n >= 9.95 or n == int(n) else Decimal("0.1"), ROUND_HALF_UP)
    return f"{n}\u00a0{units[i]}"


def check_totals(driver, data):
    top = re.sub("[ \u00a0]", " ", texts(driver, "#top")[0])
    left = data["left_out"]
    wanted = [human_bytes(data["capture"]["bytes"]).replace("\u00a0", " ")]
    if data["devices"]:
        wanted.append(f"{len(data['devices'])} device")
    for rows in (len(data["conversations"]) + left["conversations"]["rows"],
                 len(data["findings"]) + left["findings"]["rows"]):
        wanted.append(re.sub(r"\B(?=(\d{3})+$)", "\u202f", str(rows)))
    missing = [text for text in wanted if text not in top]
    check("the totals are said", not missing, missing)
    rest = sum(part["packets"] for part in data["capture"]["in_no_conversation"].values())
    check("what is in no conversation is said", not rest or "In no conversation" in top)
    check("what was left out is said", not left["conversations"]["rows"] or "Not on this page" in top)


def group_ids(data, mode):
    """Of each conversation with a remote, as groupOf in data.js."""
    for row in data["conversations"]:
        if row["direction"] == "local":
            continue
        if mode == "country":
            yield row, ("c", tuple(row["country"] or ()))
        elif mode == "organization" and row["organization"]:
            yield row, ("o", tuple(row["organization"]))
        elif row["domain"]:
            yield row, ("d", row["domain"])
        else:
            yield row, ("n", row["name"])


def shown_of(ids, most):
    """How many nodes: up to one more than most fits, as "the rest (1 group)" would help nobody."""
    return len(ids) if len(ids) <= most + 1 else most + 1


def check_flow(driver, data, mode):
    ids = {group for _, group in group_ids(data, mode)}
    local = any(row["direction"] == "local" for row in data["conversations"])
    devices = {(row["mac"], row["device"]) for row in data["conversations"]}
    names = {}
    for row in data["devices"]:
        names.setdefault(row["device"], []).append((row["mac"], row["device"]))
    for row in data["conversations"]:
        peers = names.get(row["name"], []) if row["direction"] == "local" else []
        if len(peers) == 1:
            devices.add(peers[0])
    check(f"by {mode}: a node for each device", count(driver, ".node.device") == shown_of(devices, MOST_DEVICES),
          (count(driver, ".node.device"), len(devices)))
    check(f"by {mode}: a node for each group",
          count(driver, ".node.group") == shown_of(ids, MOST_GROUPS) + local,
          (count(driver, ".node.group"), len(ids), local))
    if len(ids) > MOST_GROUPS + 1:
        rest = f"the rest ({len(ids) - MOST_GROUPS} groups)"
        check(f"by {mode}: the rest is counted",
              any(rest in (text or "") for text in driver.execute_script(
                  "return Array.from(document.querySelectorAll('.node.group'))"
                  ".map(e => e.getAttribute('aria-label'))")), rest)
    elif len(devices) <= MOST_DEVICES + 1:
        pairs = {(row["mac"], row["device"], group) for row, group in group_ids(data, mode)}
        check(f"by {mode}: a link for each pair of device and group",
              count(driver, ".link:not(.here)") == len(pairs), (count(driver, ".link:not(.here)"), len(pairs)))
    bad = driver.execute_script("""
        return Array.from(document.querySelectorAll('svg path, svg rect, svg circle, svg line')).filter(e =>
            Array.from(e.attributes).some(a => /NaN|undefined|Infinity/.test(a.value))).length""")
    check(f"by {mode}: every shape has a place", bad == 0, bad)


def check_modes(driver, data):
    for mode in ("domain", "organization", "country"):
        buttons = driver.find_elements(By.CSS_SELECTOR, f"#flow-switches button[value={mode}]")
        if buttons[0].is_enabled():
            click(driver, f"#flow-switches button[value={mode}]")
            check_flow(driver, data, mode)
        else:
            column = mode if mode != "domain" else None
            check(f"{mode} is off only without data",
                  column and not any(row[column] for row in data["conversations"]))
    first = "organization" if any(row["organization"] for row in data["conversations"]) else "domain"
    click(driver, f"#flow-switches button[value={first}]")


def check_table(driver, data):
    rows = data["conversations"]
    check("the first rows of the table", count(driver, ".big tbody tr") == min(len(rows), FIRST_ROWS))
    if not rows:
        return
    while count(driver, "#table-fine button") and count(driver, ".big tbody tr") < 1000:
        click(driver, "#table-fine button")
    check("more rows on request", count(driver, ".big tbody tr") >= min(len(rows), 1000))
    got = sorted(texts(driver, ".big tbody tr th .name"))
    if len(rows) <= 1000:
        check("each conversation has its row", got == sorted(label(row) for row in rows))
    check_search(driver, rows)
    check_sort(driver, rows)
    check_filters(driver, rows)


def search(driver, text):
    box = driver.find_element(By.ID, "table-search")
    driver.execute_script("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))",
                          box, text)


def check_search(driver, rows):
    name = rows[len(rows) // 2]["name"] or ""
    word = name.lower().split()[0] if name.split() else ""

    def mine(row):
        cells = [row[key] for key in ("device", "mac", "vendor", "group", "direction", "name", "domain")]
        for key in ("addresses", "organization", "country", "services", "findings"):
            cells += row[key] or []
        return word in "\n".join(cell or "" for cell in cells).lower()

    search(driver, word)
    expected = sum(map(mine, rows))
    said = int(re.sub(r"\D", "", driver.find_element(By.ID, "table-count").text.split(" ")[0]))
    check("search narrows to what has the text", said == expected, (word[:40], said, expected))
    search(driver, "\u2603no such text")
    check("search for what is not there finds nothing", count(driver, ".big tbody tr") == 0)
    search(driver, "")


def check_sort(driver, rows):
    for column, key in (("sent", "bytes_sent"), ("received", "bytes_received"), ("rtt", "rtt_ms")):
        for down in (True, False):
            click(driver, f"#table-sort-{column}")
            values = sorted((row[key] for row in rows if row[key] is not None), reverse=down)
            wanted = [human_bytes(value) for value in values[:FIRST_ROWS]]
            got = texts(driver, f".big tbody .c-{column}")[:len(wanted)]
            if key == "rtt_ms":
                number = [float(re.sub(r"[^\d.]", "", text)) * (1 if "ms" in text else 1000) for text in got]
                check(f"sorts by {column}, {'down' if down else 'up'}", number == sorted(number, reverse=down))
            else:
                check(f"sorts by {column}, {'down' if down else 'up'}", got == wanted, (got[:3], wanted[:3]))


def check_filters(driver, rows):
    Select(driver.find_element(By.ID, "table-direction")).select_by_value("outbound")
    expected = sum(row["direction"] == "outbound" for row in rows)
    said = int(re.sub(r"\D", "", driver.find_element(By.ID, "table-count").text.split(" ")[0]))
    check("the direction filters", said == expected, (said, expected))
    Select(driver.find_element(By.ID, "table-direction")).select_by_value("")
    Select(driver.find_element(By.ID, "table-finding")).select_by_value("any")
    expected = sum(bool(row["findings"]) for row in rows)
    said = int(re.sub(r"\D", "", driver.find_element(By.ID, "table-count").text.split(" ")[0]))
    check("findings filter", said == expected, (said, expected))
    Select(driver.find_element(By.ID, "table-finding")).select_by_value("")


def check_findings(driver, data):
    rows = data["findings"]
    check("each finding has its evidence", texts(driver, ".find .evidence") ==
          [plain(row["evidence"]) for row in rows][:FIRST_FINDINGS])
    click(driver, "#findings-switches button[value=warning]")
    expected = sum(row["severity"] == "warning" for row in rows)
    check("warnings only", count(driver, ".find") == min(expected, FIRST_FINDINGS))
    click(driver, "#findings-switches button[value=all]")


def check_timeline(driver, data):
    contacts = data.get("contacts") or []
    lanes = {(row["mac"], row["device"]) for row in contacts}
    check("a lane for each device with contacts", count(driver, ".lane.device") == min(len(lanes), 30),
          (count(driver, ".lane.device"), len(lanes)))
    if lanes and len(lanes) <= 30:
        marks = driver.execute_script("""return Array.from(document.querySelectorAll('.lane.device .m[data-marks]'))
            .reduce((sum, e) => sum + Number(e.dataset.marks), 0)""")
        check("the lanes count all contacts", marks == sum(len(row["began_ms"]) for row in contacts), marks)
    if lanes:
        click(driver, ".lane.device button")
        check("a lane unfolds into remotes", count(driver, ".lane.contact") > 0)
        click(driver, ".lane.device button")
        check("and folds again", count(driver, ".lane.contact") == 0)


def check_rings(driver, data):
    names = {(row["name"] or row["address"]) for row in data["remotes"] if row["distance_km"] is not None}
    check("a bar or a line for each remote with a bound", count(driver, ".reaches li") == min(len(names), 60),
          (count(driver, ".reaches li"), len(names)))
    silent = {(row["name"] or row["address"]) for row in data["remotes"]} - names
    check("those without a round trip are counted", not silent or
          "without a round trip" in driver.find_element(By.ID, "rings-fine").text)
    odd = {row["name"] for row in data["remotes"] if row["impossible"]}
    check("impossible places are hollow", bool(count(driver, "#rings-figure .place.impossible")) == bool(odd and data["home"]))


def check_choice(driver, data):
    """Choosing a device shows only it, everywhere, says so, and can be taken back."""
    if not count(driver, ".node.device"):
        return
    devices = {(row["mac"], row["device"]) for row in data["devices"]}
    click(driver, ".node.device")
    chip = texts(driver, ".chip .name")
    check("a chip says what is shown only", len(chip) == 1, chip)
    index = driver.find_element(By.ID, "table-device").get_attribute("value")
    if index and len(devices) == len(data["devices"]):
        device = data["devices"][int(index)]
        mine = [row for row in data["conversations"]
                if (row["mac"], row["device"]) == (device["mac"], device["device"])]
        said = int(re.sub(r"\D", "", driver.find_element(By.ID, "table-count").text.split(" ")[0]))
        peers = [row for row in data["conversations"]
                 if row["direction"] == "local" and row["name"] == device["device"]]
        check("the table shows its conversations only", len(mine) <= said <= len(mine) + len(peers),
              (said, len(mine), len(peers)))
        check_own(driver, data, device, {(row["mac"], row["device"]) for row in peers})
    check("its links are lit", 0 < count(driver, ".link.on") and count(driver, ".flow.lit") == 1)
    click(driver, ".node.group")
    check("a second chip for a group", len(texts(driver, ".chip .name")) == 2)
    click(driver, ".chip")
    check("a chip goes away on its own", len(texts(driver, ".chip .name")) == 1)
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    check("Escape shows all again", count(driver, ".chip") == 0 and not driver.find_element(
        By.ID, "chips").is_displayed())
    node = driver.find_element(By.CSS_SELECTOR, ".node.device")
    driver.execute_script("arguments[0].focus()", node)
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    check("the keyboard chooses as well", count(driver, ".chip") == 1)
    driver.execute_script("document.querySelector('#chips .tool').click()")
    check("everything is shown again", count(driver, ".big tbody tr") ==
          min(len(data["conversations"]), FIRST_ROWS))


def check_own(driver, data, device, peers):
    """Findings and lanes of the device; those of another that are about it may be there, too."""
    own = (device["mac"], device["device"])
    for name, rows, selector, most in (("findings", data["findings"], ".find", FIRST_FINDINGS),
                                       ("lanes", data.get("contacts") or [], ".lane.contact", 60)):
        mine = sum((row["mac"], row["device"]) == own for row in rows)
        others = sum((row["mac"], row["device"]) in peers and row["name"] == device["device"] for row in rows)
        got = count(driver, selector)
        check(f"the {name} are its own", min(mine, most) <= got <= min(mine + others, most), (got, mine, others))


def check_names(driver, data):
    """Names are text: each is found in the page as it is, and is no element."""
    shown = set(texts(driver, ".big tbody .name"))
    missing = [label(row) for row in data["conversations"][:FIRST_ROWS] if label(row) not in shown]
    check("names are shown as text", not missing, missing[:3])
    check("no name became an element", count(driver, "img, iframe, object, embed, form:not(#table-filters)") == 0)


def check_words(driver):
    """What is drawn can be read by others than eyes."""
    nameless = driver.execute_script("""
        return Array.from(document.querySelectorAll('button, [role=button], input, select, [role=img]')).filter(e =>
            !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label'))).length""")
    check("every control has a name", nameless == 0, nameless)
    ids = driver.execute_script("""
        const seen = Array.from(document.querySelectorAll('[id]')).map(e => e.id);
        return seen.filter((id, i) => seen.indexOf(id) !== i)""")
    check("no id twice", ids == [], ids[:3])


def check_copy(driver, data):
    """Without a clipboard the filter is laid out and selected."""
    filters = [row["filter"] for row in data["findings"] if row.get("filter")]
    if not filters:
        return
    driver.execute_script("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    click(driver, ".find .copy")
    got = driver.execute_script("return getSelection().toString()")
    check("a filter can be copied without a clipboard", got.strip() == filters[0].strip(), got)


def check_clock(driver):
    """Says which clock it goes by."""
    click(driver, "#zone button[value=utc]")
    said = driver.find_element(By.ID, "tiles").text
    check("the clock is UTC on request", "Time" not in said or "UTC" in said and not re.search(r"UTC[+\u2212]", said))
    click(driver, "#zone button[value=local]")


def check_speed(driver, data):
    """A choice and a search are answered while one looks."""
    took = driver.execute_script("""
        const box = document.getElementById('table-search'), began = performance.now();
        box.value = 'com'; box.dispatchEvent(new Event('input'));
        const found = performance.now();
        box.value = ''; box.dispatchEvent(new Event('input'));
        const node = document.querySelector('.node.device'), chose = performance.now();
        if (node) {
            for (let i = 0; i < 2; i++) { node.dispatchEvent(new MouseEvent('click', {bubbles: true})); }
        }
        document.body.offsetHeight;
        return [found - began, (performance.now() - chose) / 2];""")
    print(f"# {PAGE}: searches in {took[0]:.0f} ms, chooses in {took[1]:.0f} ms")
    check("search and choice take less than a second", max(took) < 1000, took)


def contrast(driver):
    return driver.execute_script("""
        function rgb(text) { return text.match(/[\\d.]+/g).map(Number); }
        function luminance(c) {
            const l = c.slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
            return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
        }
        function ground(e) {
            for (; e; e = e.parentElement) {
                const c = rgb(getComputedStyle(e).backgroundColor);
                if (c.length < 4 || c[3] > 0) { return c; }
            }
            return [255, 255, 255];
        }
        const bad = [];
        document.querySelectorAll('p, h1, h2, h3, dt, dd, a, button:enabled, th, td, li, bdi, text, summary, label span')
            .forEach(e => {
                const box = e.getBoundingClientRect();
                const own = Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim());
                if (!own || !box.width || !box.height) { return; }
                const style = getComputedStyle(e);
                const a = luminance(rgb(e.namespaceURI.endsWith('svg') ? style.fill : style.color));
                const b = luminance(ground(e));
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) { bad.push(e.tagName + '.' + e.getAttribute('class') + ' ' + ratio.toFixed(2)); }
            });
        return Array.from(new Set(bad));""")


def check_look(driver):
    """Both themes, wide and narrow."""
    resize(driver, 1400)
    driver.execute_script("scrollTo(0, 0)")
    for theme in ("light", "dark"):
        if driver.execute_script("return document.documentElement.dataset.theme") != theme:
            driver.find_element(By.ID, "theme").click()
            time.sleep(0.3)
        check(f"the theme is {theme}",
              driver.execute_script("return document.documentElement.dataset.theme") == theme)
        bad = contrast(driver)
        check(f"text is readable in {theme}", not bad, bad[:5])
        for width in (1400, 400):
            resize(driver, width)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            check(f"nothing is wider than {width} px in {theme}", wide <= width, wide)
            shoot(driver, f"{theme}-{width}")
        resize(driver, 1400)


def check_paper(driver):
    paper = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": False})
    write("print.pdf", paper)
    check("prints", len(paper["data"]) > 10000)
    driver.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    resize(driver, 690)
    shoot(driver, "print")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    resize(driver, 1400)
    driver.execute_script("window.dispatchEvent(new Event('afterprint'))")


def run(driver, export):
    began = time.monotonic()
    driver.get(URL)
    ready = driver.execute_script("return document.documentElement.hasAttribute('data-ready')")
    check("is ready once loaded", ready)
    print(f"# {PAGE}: loaded and drawn after {time.monotonic() - began:.2f} s")
    if not ready:
        print(driver.get_log("browser"))
        return
    resize(driver, 1400)
    data = json.loads(driver.execute_script("return document.getElementById('data').textContent"))
    check_policy(driver)
    check_same_data(data, export)
    check_totals(driver, data)
    check_modes(driver, data)
    check_timeline(driver, data)
    check_rings(driver, data)
    check_findings(driver, data)
    check_names(driver, data)
    check_table(driver, data)
    check_choice(driver, data)
    check_words(driver)
    check_copy(driver, data)
    check_clock(driver)
    check_speed(driver, data)
    driver.get(URL)
    check_look(driver)
    check_paper(driver)
    check_quiet(driver)


def main():
    driver = browser()
    try:
        with open(sys.argv[3], encoding="utf-8") as file:
            run(driver, json.load(file))
    finally:
        driver.quit()
    return 1 if failed else 0


if __name__ == "__main__":
    OUT, PATH = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    PAGE, URL = os.path.splitext(os.path.basename(PATH))[0], "file://" + PATH
    sys.exit(main())
