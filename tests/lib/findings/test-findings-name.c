/* test-findings-name.c - findings: names that nobody asked for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#define HIDDEN "hidden.example"

/* The lamp looks up `looked_up` names and contacts them. */
static void
visit_names(scene *s, unsigned looked_up)
{
    for (unsigned i = 0; i < looked_up; i++) {
        char text[IOT_ADDR_TEXT], name[32];
        iot_addr nth = nth_remote(i * 256);
        dial d = lamp_dials;
        d.remote = iot_addr_format(&nth, text);
        d.name = name;
        g_snprintf(name, sizeof name, "n%u.example", i);
        ask(s, 1 + i, LAMP_MAC, LAMP, ROUTER, name, true);
        answer(s, 1.1 + i, LAMP_MAC, LAMP, name, d.remote);
        connect_to(s, 1.2 + i, &d);
    }
}

static void
test_names_that_nobody_looked_up_are_told(void)
{
    static const struct {
        const char *what;
        unsigned looked_up, hidden;
        double at;
        const char *asked, *answered, *resolver;
        uint16_t resolver_port;
        const char *expected;
    } cases[] = {
        {"among three", 3, 1, LATER, .expected = HIDDEN " 1: names itself on tcp/443"},
        {"after a minute", 3, 1, 60, .expected = HIDDEN},
        {"in the first minute", 3, 1, 59.9, .expected = NULL},
        {"among too few", 2, 1, LATER, .expected = NULL},
        {"one of many that are not", 5, 2, LATER, .expected = NULL},
        {"asked for", 3, 1, LATER, .asked = HIDDEN},
        {"the address was answered", 3, 1, LATER, .answered = "other.example"},
        {"asks over TLS, too", 3, 1, LATER, .resolver = SITE, .resolver_port = SECRETS},
        {"asks over HTTPS, too", 3, 1, LATER, .resolver = "1.1.1.1", .resolver_port = 443},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        visit_names(&s, cases[i].looked_up);
        if (cases[i].asked)
            ask(&s, 20, LAMP_MAC, LAMP, ROUTER, cases[i].asked, true);
        if (cases[i].answered)
            answer(&s, 20, LAMP_MAC, LAMP, cases[i].answered, CLOUD);
        dial d = lamp_dials;
        d.remote = cases[i].resolver;
        d.port = cases[i].resolver_port;
        if (d.remote)
            connect_to(&s, 30, &d);
        d = lamp_dials;
        d.name = HIDDEN;
        connect_to(&s, cases[i].at, &d);
        d.name = "other-" HIDDEN;
        d.remote = OTHER;
        if (cases[i].hidden > 1)
            connect_to(&s, 10, &d);
        end(&s, LATER + 60);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_NEVER_LOOKED_UP, cases[i].expected);
    }
}

static void
test_what_was_cut_off_can_have_named_the_remote(void)
{
    for (unsigned cut = 0; cut < 2; cut++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        d.sends = true;
        d.cut = cut;
        connect_to(&s, LATER, &d);
        end(&s, LATER + 60);
        assert_told(&s, NULL, IOT_FINDING_NO_NAME,
                    cut ? "the capture has not all that could name it" : "names itself in no way");
    }
}

static void
test_who_asks_in_an_encrypted_way_has_no_nameless_remotes(void)
{
    for (unsigned encrypted = 0; encrypted < 2; encrypted++) {
        scene s = scene_of(NULL);
        dial d = camera_dials;
        d.remote = OTHER;
        d.port = SECRETS;
        if (encrypted)
            connect_to(&s, 1, &d);
        connect_to(&s, LATER, &camera_dials);
        end(&s, LATER + 60);
        assert_told(&s, NULL, IOT_FINDING_NO_NAME, encrypted ? NULL : SITE " 1: contacted");
    }
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(names_that_nobody_looked_up_are_told);
    ADD(what_was_cut_off_can_have_named_the_remote);
    ADD(who_asks_in_an_encrypted_way_has_no_nameless_remotes);
    return g_test_run();
}
