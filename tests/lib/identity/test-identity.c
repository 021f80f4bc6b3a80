/* test-identity.c - what a device is, by what it told and does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "identity/identity.h"

#include <string.h>

/* Makers, kinds and models that none of our own lines knows. */
static const char lines[] =
    "mac.maker	Acme Inc	mac	-	Acme	-	-	-	test\n"
    "mac.maker	Bolt Inc	mac	light	Bolt	-	-	-	test\n"
    "mac.maker	Chips Inc	mac	-	!	-	-	-	test\n"
    "host.name	zz-lamp-*	says	light	Acme	$rest	-	-	test\n"
    "host.name	zz-cam	says	camera	-	-	-	-	test\n"
    "host.name	zz-maybe	hint	plug	Acme	-	-	-	test\n"
    "host.name	zz-needs	hint	lock	-	-	-	Acme	test\n"
    "mdns.txt	_zz._tcp md=*	says	-	-	$rest	-	-	test\n"
    "mdns.txt	_zz._tcp kind=light	says	light	-	-	-	-	test\n"
    "mdns.txt	_zz._tcp kind=plug	says	plug	-	-	-	-	test\n"
    "mdns.txt	_zz._tcp kind=tv	says	tv	-	-	-	-	test\n"
    "mdns.txt	_zz._tcp kind=player	says	media player	-	-	-	-	"
    "test\n"
    "dns.asks	zz.example	only	scale	Bolt	-	-	-	test\n"
    "dns.asks	hint.example	hint	plug	-	-	-	-	test\n"
    "http.user_agent	zz-phone	says	phone	-	-	-	-	test\n"
    "http.user_agent	*zz-car*	says	vehicle	Bolt	-	-	-	test\n"
    "http.user_agent	*(iPhone*	says	phone	Apple	iPhone	-	-	"
    "test\n"
    "http.user_agent	zz-server/*	says	server	-	-	-	-	test\n"
    "http.user_agent	zz-apple	only	phone	Acme	Aye	iOS	-	test\n"
    "http.user_agent	zz-mac	says	computer	Acme	-	macOS	-	test\n"
    "http.user_agent	zz-droid	only	phone	Bolt	Bee	Android 9	-	"
    "test\n"
    "http.user_agent	zz-window	hint	computer	-	-	Windows	-	"
    "test\n"
    "android.model	zz-robot	says	phone	Bolt	Robot	-	-	test\n"
    "dhcp.vendor_class	zz-win	says	-	-	-	Windows	-	test\n"
    "dhcp.vendor_class	zz-win	hint	computer	-	-	-	-	test\n"
    "dns.asks	zz-win.example	hint	computer	-	-	Windows	-	test\n"
    "mdns.txt	_zz._tcp md=MacZ	says	computer	Apple	MacZ	-	-	"
    "test\n"
    "host.name	zz-bolt	says	phone	Bolt	-	-	-	test\n"
    "http.user_agent	zz-both	says	phone	Acme	Cee	-	-	test\n"
    "http.user_agent	zz-deb	says	-	-	-	Debian	-	test\n"
    "dns.asks	zz-toy.example	hint	console	-	-	-	-	test\n"
    "dns.asks	zz-toy.example	hint	-	-	Toy	-	Acme	test\n"
    "host.name	zz-toy	says	console	-	-	-	-	test\n"
    "dns.asks	zz-game.example	hint	console	Acme	Game	-	Acme	test\n";

typedef struct fixture {
    iot_signatures *signatures;
    GArray *texts;
    iot_identity_about about;
    iot_identity identity;
} fixture;

static void
set_up(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    memset(f, 0, sizeof *f);
    f->signatures = iot_signatures_new_from_text("my.tsv", lines, strlen(lines), problems);
    f->texts = g_array_new(FALSE, FALSE, sizeof(iot_identity_text));
    g_assert_cmpuint(problems->len, ==, 0);
}

static void
tear_down(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_array_unref(f->texts);
    iot_signatures_free(f->signatures);
}

static void
tell(fixture *f, iot_evidence evidence, const char *text, uint32_t frame)
{
    iot_identity_text told = {text, frame, evidence};

    g_array_append_val(f->texts, told);
}

static const char *
judged(fixture *f, iot_identity_fact fact)
{
    f->about.texts = (const iot_identity_text *)(const void *)f->texts->data;
    f->about.n_texts = f->texts->len;
    iot_identity_judge(f->signatures, &f->about, &f->identity);
    return f->identity.facts[fact].value;
}

static void
assert_judged(fixture *f, const char *kind, const char *maker, const char *model)
{
    g_assert_cmpstr(judged(f, IOT_IDENTITY_KIND), ==, kind);
    g_assert_cmpstr(judged(f, IOT_IDENTITY_MAKER), ==, maker);
    g_assert_cmpstr(judged(f, IOT_IDENTITY_MODEL), ==, model);
}

static void
test_nothing_told_is_nothing_known(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-anything", 1);
    assert_judged(f, "", "", "");
}

static void
test_each_fact_is_judged_by_itself(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_MAC_MAKER, "Bolt Inc", 0);
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-cam", 7);
    assert_judged(f, "camera", "Bolt", "");
    g_assert_cmpuint(f->identity.facts[IOT_IDENTITY_KIND].frame, ==, 7);
    g_assert_cmpstr(f->identity.facts[IOT_IDENTITY_MAKER].source, ==, "mac maker Bolt Inc");
}

static void
test_its_own_word_beats_all_else(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->about.routes = f->about.hands_out = true;
    tell(f, IOT_EVIDENCE_DNS_ASKS, "zz.example", 1);
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-lamp-3", 2);
    tell(f, IOT_EVIDENCE_MAC_MAKER, "Chips Inc", 0);
    assert_judged(f, "light", "Acme", "3");
}

static void
test_who_routes_and_hands_out_is_a_router(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_MAC_MAKER, "Bolt Inc", 0);
    f->about.routes = true;
    assert_judged(f, "light", "Bolt", "");
    f->about.hands_out = true;
    f->about.handed_frame = 9;
    assert_judged(f, "router", "Bolt", "");
    g_assert_cmpuint(f->identity.facts[IOT_IDENTITY_KIND].frame, ==, 9);
    f->about.routes = false;
    assert_judged(f, "light", "Bolt", "");
}

static void
test_what_others_may_have_asked_is_no_evidence(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_DNS_ASKS, "zz.example", 1);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-phone", 2);
    assert_judged(f, "phone", "", "");
    f->about.speaks_for_others = true;
    assert_judged(f, "", "", "");
}

static void
assert_software(fixture *f, const char *software)
{
    g_assert_cmpstr(judged(f, IOT_IDENTITY_SOFTWARE), ==, software);
}

static void
test_what_tells_of_another_system_is_not_believed(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-apple", 1);
    tell(f, IOT_EVIDENCE_ANDROID_MODEL, "zz-robot", 2);
    tell(f, IOT_EVIDENCE_DHCP_VENDOR_CLASS, "zz-win", 3);
    assert_judged(f, "", "", "");
    assert_software(f, "Windows");
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-cam", 4);
    assert_judged(f, "camera", "", "");
}

static void
test_programs_of_two_systems_are_several_devices(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-apple", 1);
    assert_judged(f, "phone", "Acme", "Aye");
    assert_software(f, "iOS");
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-droid", 3);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-phone", 4);
    assert_judged(f, "", "", "");
    assert_software(f, "");
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-lamp-3", 5);
    assert_judged(f, "light", "Acme", "3");
}

/* A phone's browser that plays a computer, and a computer's that plays a phone, send the same. */
static void
test_a_browser_of_two_systems_is_of_none(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const phones[] = {"zz-apple", "zz-droid"};

    for (unsigned i = 0; i < G_N_ELEMENTS(phones); i++) {
        g_array_set_size(f->texts, 0);
        tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-window", 1);
        tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, phones[i], 2);
        assert_judged(f, "", "", "");
        assert_software(f, "");
    }
    g_array_set_size(f->texts, 0);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-deb", 1);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-apple", 2);
    assert_judged(f, "", "", "");
    assert_software(f, "");
}

static void
test_programs_of_two_makers_are_several_devices(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-both", 1);
    tell(f, IOT_EVIDENCE_ANDROID_MODEL, "zz-robot", 2);
    assert_judged(f, "", "", "");
}

/* What its maker's program says of it stands, whatever another plays. */
static void
test_programs_of_its_macs_maker_are_its_own(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->about.brand = "Bolt";
    tell(f, IOT_EVIDENCE_MAC_MAKER, "Bolt Inc", 0);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-window", 1);
    tell(f, IOT_EVIDENCE_ANDROID_MODEL, "zz-robot", 2);
    assert_judged(f, "phone", "Bolt", "Robot");
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-apple", 3);
    assert_judged(f, "phone", "Bolt", "Robot");
    assert_software(f, "");
}

/* A program can announce what it plays; who asks for an address is the system. */
static void
test_who_asks_for_an_address_is_the_system(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp md=MacZ", 1);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-droid", 2);
    assert_judged(f, "computer", "Apple", "MacZ");
    assert_software(f, "");
    tell(f, IOT_EVIDENCE_DHCP_VENDOR_CLASS, "zz-win", 3);
    assert_judged(f, "", "", "");
    assert_software(f, "Windows");
}

static void
test_hints_of_its_system_bear_each_other_out(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_DHCP_VENDOR_CLASS, "zz-win", 1);
    tell(f, IOT_EVIDENCE_DNS_ASKS, "zz-win.example", 2);
    assert_judged(f, "computer", "", "");
}

static void
test_a_model_is_its_makers(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-bolt", 1);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-both", 2);
    assert_judged(f, "phone", "Bolt", "");
    g_array_set_size(f->texts, 1);
    tell(f, IOT_EVIDENCE_ANDROID_MODEL, "zz-robot", 2);
    assert_judged(f, "phone", "Bolt", "Robot");
}

static void
test_a_hints_model_rests_on_its_kind(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->about.brand = "Acme";
    tell(f, IOT_EVIDENCE_MAC_MAKER, "Acme Inc", 0);
    tell(f, IOT_EVIDENCE_DNS_ASKS, "zz-toy.example", 1);
    assert_judged(f, "", "Acme", "");
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-toy", 2);
    assert_judged(f, "console", "Acme", "Toy");
    g_array_set_size(f->texts, 2);
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-cam", 2);
    assert_judged(f, "camera", "Acme", "");
}

static void
test_one_makers_systems_are_of_one_device(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-apple", 1);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-mac", 2);
    assert_judged(f, "computer", "Acme", "");
    assert_software(f, "macOS");
}

static void
test_who_asks_for_anything_is_nothing_by_it(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->about.brand = "Acme";
    tell(f, IOT_EVIDENCE_DNS_ASKS, "zz-game.example", 1);
    assert_judged(f, "console", "Acme", "Game");
    tell(f, IOT_EVIDENCE_DHCP_VENDOR_CLASS, "zz-win", 2);
    assert_judged(f, "", "", "");
}

static void
test_an_app_is_not_what_it_is_called_after(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const apps[] = {
        "zz-car/4.3 CFNetwork/1404.0.5 Darwin/22.3.0",
        "zz-car/4.3 (Android 13; Pixel 7)",
        "zz-car/4.3 okhttp/4.9.2",
        "zz-car/4.3 (com.example; build:1; iOS 17.1.0) Alamofire/5.4",
        "zz-car/4.30.5/android/33",
        "zz-server/2023.12 okhttp/4.9.2",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(apps); i++) {
        g_array_set_size(f->texts, 0);
        tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, apps[i], 1);
        assert_judged(f, "", "", "");
    }
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-car/4.3 (Linux; Android 13; Pixel 7)", 1);
    assert_judged(f, "", "", "");
    assert_software(f, "Android 13");
    g_array_set_size(f->texts, 0);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "zz-server/4.3 (iPhone; 17.1)", 1);
    assert_judged(f, "", "Apple", "iPhone");
    g_array_set_size(f->texts, 0);
    tell(f, IOT_EVIDENCE_HTTP_USER_AGENT, "Mozilla/5.0 (X11; GNU/Linux) zz-car/2023.2", 9);
    assert_judged(f, "vehicle", "Bolt", "");
}

static void
test_equals_that_disagree_give_nothing(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp kind=light", 1);
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp kind=plug", 2);
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-cam", 3);
    assert_judged(f, "", "", "");
    g_autofree char *text =
        iot_identity_item_text(IOT_IDENTITY_KIND, &f->identity.facts[IOT_IDENTITY_KIND]);
    g_assert_cmpstr(text, ==,
                    "kind not told: light (mdns _zz._tcp kind) or plug (mdns _zz._tcp kind)");
    g_autofree char *all = iot_identity_text_of(&f->identity);
    g_assert_cmpstr(all, ==, text);
}

static void
test_one_that_says_more_agrees(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp kind=player", 1);
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp kind=tv", 2);
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp md=HS110", 3);
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp md=hs-110(EU)", 4);
    assert_judged(f, "tv", "", "hs-110(EU)");
}

static void
test_hints_need_somebody_beside_them(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-maybe", 1);
    assert_judged(f, "", "", "");
    tell(f, IOT_EVIDENCE_MAC_MAKER, "Acme Inc", 0);
    assert_judged(f, "plug", "Acme", "");
}

static void
test_hints_of_two_ways_bear_each_other_out(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_DNS_ASKS, "hint.example", 1);
    tell(f, IOT_EVIDENCE_DNS_ASKS, "www.hint.example", 2);
    assert_judged(f, "", "", "");
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-maybe", 3);
    assert_judged(f, "plug", "", "");
}

static void
test_hints_whose_need_is_met_count(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_HOST_NAME, "zz-needs", 1);
    assert_judged(f, "", "", "");
    f->about.brand = "Acme";
    assert_judged(f, "lock", "", "");
}

static void
test_evidence_is_told_without_what_names_people(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    tell(f, IOT_EVIDENCE_MDNS_TXT, "_zz._tcp md=BSB002", 12);
    judged(f, IOT_IDENTITY_MODEL);
    g_autofree char *text =
        iot_identity_item_text(IOT_IDENTITY_MODEL, &f->identity.facts[IOT_IDENTITY_MODEL]);
    g_assert_cmpstr(text, ==, "model BSB002: mdns _zz._tcp md, frame 12");
}

static void
test_hostile_texts_are_clean(fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *huge = g_strnfill(3000, 'A');
    g_autofree char *text = g_strconcat("_zz._tcp md=\x01\xff\x1b[31m", huge, NULL);

    tell(f, IOT_EVIDENCE_MDNS_TXT, text, 1);
    const char *model = judged(f, IOT_IDENTITY_MODEL);
    g_assert_true(g_utf8_validate(model, -1, NULL));
    g_assert_cmpuint(strlen(model), <=, 255);
    g_assert_null(strchr(model, '\x1b'));
}

static void
assert_words(const char *kind, const char *maker, const char *model, const char *expected)
{
    g_autofree char *words = iot_identity_words((const char *const[]){kind, maker, model, NULL});

    g_assert_cmpstr(words, ==, expected);
}

static void
test_words_say_nothing_twice(void)
{
    assert_words("bridge", "Philips", "BSB002", "Philips BSB002 bridge");
    assert_words("media player", "Roku", "Roku Ultra", "Roku Ultra media player");
    assert_words("hub", "SmartThings", "SmartThings Hub", "SmartThings Hub");
    assert_words("router", NULL, NULL, "router");
    assert_words(NULL, NULL, "HS110", "HS110");
    assert_words(NULL, "Amazon", NULL, NULL);
    assert_words(NULL, NULL, NULL, NULL);
}

#define ADD(name) g_test_add("/identity/" #name, fixture, NULL, set_up, test_##name, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(nothing_told_is_nothing_known);
    ADD(each_fact_is_judged_by_itself);
    ADD(its_own_word_beats_all_else);
    ADD(who_routes_and_hands_out_is_a_router);
    ADD(what_others_may_have_asked_is_no_evidence);
    ADD(what_tells_of_another_system_is_not_believed);
    ADD(programs_of_two_systems_are_several_devices);
    ADD(a_browser_of_two_systems_is_of_none);
    ADD(programs_of_two_makers_are_several_devices);
    ADD(programs_of_its_macs_maker_are_its_own);
    ADD(who_asks_for_an_address_is_the_system);
    ADD(hints_of_its_system_bear_each_other_out);
    ADD(a_model_is_its_makers);
    ADD(a_hints_model_rests_on_its_kind);
    ADD(one_makers_systems_are_of_one_device);
    ADD(who_asks_for_anything_is_nothing_by_it);
    ADD(an_app_is_not_what_it_is_called_after);
    ADD(equals_that_disagree_give_nothing);
    ADD(one_that_says_more_agrees);
    ADD(hints_need_somebody_beside_them);
    ADD(hints_of_two_ways_bear_each_other_out);
    ADD(hints_whose_need_is_met_count);
    ADD(evidence_is_told_without_what_names_people);
    ADD(hostile_texts_are_clean);
    g_test_add_func("/identity/words_say_nothing_twice", test_words_say_nothing_twice);
    return g_test_run();
}
