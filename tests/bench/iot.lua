-- iot.lua - what the plugin does for its main table, as a Lua post-dissector
--
-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- The benchmark's rival: devices by MAC with their DHCP names, the DNS name a remote was looked up
-- as, the smallest round trip of each remote, and a table of conversations at the end. Written to be
-- fast as Lua goes: fields are asked for only where they can be, nothing is formatted or added to a
-- tree that nobody looks at, and work is done on a frame's first visit only. It leaves out what
-- makes the difference between names right and mostly right (streams, later answers, gateways,
-- retransmissions), mDNS, services and findings.
--
-- usage: tshark -q -X lua_script:iot.lua -r CAPTURE
--        tshark -X lua_script:iot.lua -r CAPTURE -T fields -e iotlua.device -e iotlua.name

local iot = Proto("iotlua", "Internet of Things (Lua)")
local p_device = ProtoField.string("iotlua.device", "Device")
local p_name = ProtoField.string("iotlua.name", "Name")
local p_rtt = ProtoField.double("iotlua.rtt", "Round trip (s)")
iot.fields = { p_device, p_name, p_rtt }

local f_hostname = Field.new("dhcp.option.hostname")
local f_client_mac = Field.new("dhcp.hw.mac_addr")
local f_arp_mac = Field.new("arp.src.hw_mac")
local f_arp_ip = Field.new("arp.src.proto_ipv4")
local f_query = Field.new("dns.qry.name")
local f_a = Field.new("dns.a")
local f_aaaa = Field.new("dns.aaaa")
local f_ack_rtt = Field.new("tcp.analysis.ack_rtt")

local device_names -- MAC -> name
local neighbours   -- address -> true: ARP said so
local names        -- device's MAC -> address -> name it looked up
local any_name     -- address -> name that anybody looked up
local rtts         -- address -> seconds
local locals       -- address -> whether it is local, as far as known
local rows         -- device's MAC -> remote -> { sent, received, sent_bytes, received_bytes, first, last }
local others       -- packets of no conversation

function iot.init()
    device_names, neighbours, names, any_name, rtts, locals, rows = {}, {}, {}, {}, {}, {}, {}
    others = 0
end

-- The MAC that an address of RFC 4291 appendix A was made from is the sender's.
local function made_from(addr, mac)
    local last = tonumber(mac:sub(13, 14) .. mac:sub(16, 17), 16)
    local tail = string.format("ff:fe%s:%x", mac:sub(10, 11), last)
    return addr:sub(-#tail) == tail
end

local function find_out(addr, mac)
    local a, b = addr:match("^(%d+)%.(%d+)%.")
    if a then
        a, b = tonumber(a), tonumber(b)
        return a == 10 or (a == 192 and b == 168) or (a == 172 and b >= 16 and b < 32)
            or (a == 169 and b == 254) or neighbours[addr] == true
    end
    return addr:find("^fe[89ab]") ~= nil or addr:find("^f[cd]") ~= nil or made_from(addr, mac)
end

local function is_local(addr, mac)
    local known = locals[addr]
    if known == nil then
        known = find_out(addr, mac)
        locals[addr] = known
    end
    return known
end

local function is_group(addr)
    return addr:find("^2[2-5]%d%.") ~= nil or addr:find("^ff") ~= nil
end

local function learn_dhcp()
    local host, mac = f_hostname(), f_client_mac()
    if host and mac then
        device_names[tostring(mac)] = host.value:lower()
    end
end

local function learn_arp()
    local mac, addr = f_arp_mac(), f_arp_ip()
    if mac and addr then
        addr = tostring(addr.value)
        neighbours[addr] = true
        locals[addr] = true
    end
end

local function learn_dns(client)
    local query = f_query()
    if not query then
        return
    end
    local name = query.value
    local mine = names[client]
    if not mine then
        mine = {}
        names[client] = mine
    end
    for _, list in ipairs({ { f_a() }, { f_aaaa() } }) do
        for _, answer in ipairs(list) do
            local addr = tostring(answer.value)
            mine[addr] = name
            any_name[addr] = name
        end
    end
end

local function learn_rtt(remote)
    local sample = f_ack_rtt()
    if sample then
        local seconds = sample.value:tonumber()
        local known = rtts[remote]
        if seconds > 0 and (not known or seconds < known) then
            rtts[remote] = seconds
        end
    end
end

local function name_of(device, remote)
    local mine = names[device]
    return mine and mine[remote] or any_name[remote] or remote
end

local function row_of(device, remote)
    local of_device = rows[device]
    if not of_device then
        of_device = {}
        rows[device] = of_device
    end
    local name = name_of(device, remote)
    local row = of_device[name]
    if not row then
        row = { 0, 0, 0, 0, nil, nil, remote }
        of_device[name] = row
    end
    return row
end

local function count(row, side, pinfo)
    row[side] = row[side] + 1
    row[side + 2] = row[side + 2] + pinfo.len
    row[5] = row[5] or pinfo.abs_ts
    row[6] = pinfo.abs_ts
end

-- Device and remote of the packet, and whether the device sent it (1) or received it (2).
local function sides(pinfo)
    local src, dst = tostring(pinfo.net_src), tostring(pinfo.net_dst)
    if src == "" then
        return nil
    end
    local src_mac = tostring(pinfo.dl_src)
    if is_local(src, src_mac) then
        return src_mac, dst, 1
    end
    local dst_mac = tostring(pinfo.dl_dst)
    if is_local(dst, dst_mac) then
        return dst_mac, src, 2
    end
    return nil
end

local function take_in(pinfo, device, remote, side)
    local src_port = pinfo.src_port
    if src_port == 53 then
        learn_dns(tostring(pinfo.dl_dst))
    elseif src_port == 68 then
        learn_dhcp()
    elseif not device then
        learn_arp()
    end
    if not device or is_group(remote) then
        others = others + 1
        return
    end
    if side == 2 then
        learn_rtt(remote)
    end
    count(row_of(device, remote), side, pinfo)
end

function iot.dissector(tvb, pinfo, tree)
    local device, remote, side = sides(pinfo)
    if not pinfo.visited then
        take_in(pinfo, device, remote, side)
    end
    if device and tree and tree:referenced(p_device) then
        local sub = tree:add(iot, tvb(0, 0))
        sub:add(p_device, device_names[device] or device):set_generated()
        sub:add(p_name, name_of(device, remote)):set_generated()
        if rtts[remote] then
            sub:add(p_rtt, rtts[remote]):set_generated()
        end
    end
end

local function print_row(device, name, row)
    local rtt = rtts[row[7]]
    print(string.format("%-24s %-32s %7d %9d %7d %9d %10.3f %s", device, name, row[1], row[3], row[2],
        row[4], row[6] - row[5], rtt and string.format("%.1f ms", rtt * 1000) or ""))
end

local tap = Listener.new("frame")

function tap.draw()
    for device, of_device in pairs(rows) do
        for name, row in pairs(of_device) do
            print_row(device_names[device] or device, name, row)
        end
    end
    print("In no conversation: " .. others .. " packets")
end

register_postdissector(iot)
