// frames.cc - libiotdev from C++: a frame as it was on the wire, read, and told of
//
// SPDX-License-Identifier: GPL-2.0-or-later
//
//     c++ frames.cc $(pkg-config --cflags --libs iotdev) -o frames && ./frames
#include <cstdint>
#include <iostream>
#include <memory>

#include <iotdev.h>

namespace
{

// A robot asks who has the router's address.
const std::uint8_t arp[] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x40, 0x9f, 0x38, 0x65, 0x36, 0x67, 0x08, 0x06, // Ethernet
    0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01,                                     // ARP, request
    0x40, 0x9f, 0x38, 0x65, 0x36, 0x67, 192,  168,  1,    20,                           // sender
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 192,  168,  1,    1,                            // target
};

template <typename T, void (*release)(T *)> struct released {
    void operator()(T *what) const
    {
        release(what);
    }
};
template <typename T, void (*release)(T *)>
using owned = std::unique_ptr<T, released<T, release>>;

} // namespace

int
main()
{
    iot_hash_draw_key(); // a frame is what strangers sent

    iot_capture_options options = {};
    owned<iot_capture, iot_capture_free> capture(iot_capture_new(&options));
    iot_dissector_options how = {};
    owned<iot_dissector, iot_dissector_free> dissector(iot_dissector_new(&how));
    iot_frame frame = {1, 1600000000000000000, arp, sizeof arp, sizeof arp};
    iot_observation obs;
    iot_flow_view view;

    iot_dissector_read(dissector.get(), IOT_LINK_ETHERNET, &frame, &obs);
    iot_flow_id flow = iot_capture_observe(capture.get(), &obs);
    iot_capture_settle(capture.get());
    iot_capture_describe(capture.get(), flow, &view);
    if (!view.src)
        return 1;
    std::cout << iot_device_name(view.src) << ", " << iot_direction_name(view.direction) << '\n';
    return 0;
}
