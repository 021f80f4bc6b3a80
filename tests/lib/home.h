/* home.h - a small home to observe, for tests of the capture and of reports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two devices behind a router, which is their resolver too, and two remotes.
 */
#ifndef IOT_TESTS_HOME_H
#define IOT_TESTS_HOME_H

#include "build.h"
#include "capture/capture-tables.h"

#define ROUTER_MAC "00:00:5e:00:53:01"
#define LAMP_MAC   "00:00:5e:00:53:10"
#define CAMERA_MAC "00:00:5e:00:53:20"
#define EVERYBODY  "ff:ff:ff:ff:ff:ff"
#define ROUTER     "192.168.1.1"
#define LAMP       "192.168.1.10"
#define LAMP_V6    "fd00::10"
#define CAMERA     "192.168.1.20"
#define CLOUD      "203.0.113.7"
#define SITE       "198.51.100.9"

static inline iot_capture *
capture_new(void)
{
    return iot_capture_new(&(iot_capture_options){0});
}

static inline iot_flow_id
see(iot_capture *capture, iot_observation obs)
{
    return iot_capture_observe(capture, &obs);
}

static inline iot_observation
lamp_sends(uint32_t frame, const char *remote)
{
    return packet(frame, LAMP_MAC, LAMP, ROUTER_MAC, remote);
}

static inline iot_observation
lamp_receives(uint32_t frame, const char *remote)
{
    return packet(frame, ROUTER_MAC, remote, LAMP_MAC, LAMP);
}

static inline iot_observation
camera_sends(uint32_t frame, const char *remote)
{
    return packet(frame, CAMERA_MAC, CAMERA, ROUTER_MAC, remote);
}

/* A broadcast ARP frame of `mac_text` that says it has `addr_text`. */
static inline iot_flow_id
see_arp(iot_capture *capture, uint32_t frame, const char *mac_text, const char *addr_text)
{
    iot_fact binding = {IOT_FACT_BINDING, .binding = {addr(addr_text), mac(mac_text), true}};
    iot_observation obs = packet(frame, mac_text, NULL, EVERYBODY, NULL);

    obs.protocol = "arp";
    obs.facts = &binding;
    obs.n_facts = 1;
    return iot_capture_observe(capture, &obs);
}

/* The router's DHCP server announces a prefix to everybody. */
static inline iot_flow_id
see_announced(iot_capture *capture, uint32_t frame, const char *prefix_text)
{
    iot_fact onlink = {IOT_FACT_ONLINK, .onlink = prefix(prefix_text)};
    iot_observation obs = packet(frame, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255");

    obs.facts = &onlink;
    obs.n_facts = 1;
    return iot_capture_observe(capture, &obs);
}

/* The router answers a question of the client's. */
static inline iot_flow_id
see_answer(iot_capture *capture, uint32_t frame, const char *client_mac, const char *client,
           const char *question, const char *answered)
{
    iot_fact fact = {IOT_FACT_ANSWER, .answer = {addr(answered), 60, question, question}};
    iot_observation obs = in_stream(packet(frame, ROUTER_MAC, ROUTER, client_mac, client),
                                    IOT_TRANSPORT_UDP, 1000 + frame, 53, 50000);

    obs.protocol = "dns";
    obs.facts = &fact;
    obs.n_facts = 1;
    return iot_capture_observe(capture, &obs);
}

/* Somebody gives a name to the device of a MAC, or of an address where that is NULL. */
static inline void
see_claim(iot_capture *capture, uint32_t frame, iot_name_source source, const char *mac_text,
          const char *addr_text, const char *name)
{
    iot_fact claim = {IOT_FACT_CLAIM,
                      .claim = {source, mac(mac_text), addr(addr_text), .name = name}};
    iot_observation obs = packet(frame, ROUTER_MAC, NULL, EVERYBODY, NULL);

    obs.facts = &claim;
    obs.n_facts = 1;
    iot_capture_observe(capture, &obs);
}

#endif
