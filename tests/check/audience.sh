#!/bin/sh
# audience.sh - whichever way tshark is asked for what is ours, it has been gathered
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: IOT_STAGE=DIR audience.sh TSHARK
#
# The plugin looks into packets only where something of ours is asked for (that it does not where
# nothing is, the test of instructions shows). Each way of asking has to be noticed at the first
# frame: a name that is learnt early is asked for, of a frame that comes late.

set -eu
tshark=$1
home="$IOT_STAGE/captures/smart-home.pcapng"
late='frame.number > 2000 && tcp'
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
. "$(dirname "$0")/check.sh"

# shows PATTERN ARGUMENT...
shows()
{
    pattern=$1
    shift
    "$tshark" -n -r "$home" "$@" 2>/dev/null | grep -Eq "$pattern"
}

cat >"$dir/field.lua" <<'END_LUA'
local device = Field.new("iot.device")
local tap = Listener.new("frame")
local last
function tap.packet(pinfo) last = device() and tostring(device().value) or last end
function tap.draw() print("last " .. tostring(last)) end
END_LUA
cat >"$dir/tap.lua" <<'END_LUA'
local tap, frames = Listener.new("iot"), 0
function tap.packet() frames = frames + 1 end
function tap.draw() print("frames " .. frames) end
END_LUA
chmod a+r "$dir"/*.lua

roomba='\broomba\b'
columns='gui.column.format:"No.","%m","Device","%Cus:iot.device:0:R"'
check "a display filter" shows '^' -Y "$late && iot.device == roomba"
check "a display filter of a name" shows '^' -Y "$late && iot.name contains irobotapi"
check "fields" shows "$roomba" -Y "$late" -T fields -e iot.device
check "fields of two passes" shows "$roomba" -2 -Y "$late" -T fields -e iot.device
check "a filter in two passes" shows '^' -2 -Y "$late && iot.device == roomba"
check "a read filter" shows '^' -2 -R "iot.device == roomba"
check "details" shows "Device: roomba" -Y "$late" -V
check "PDML" shows 'show="roomba"' -Y "$late" -T pdml
check "JSON" shows '"iot.device": "roomba"' -Y "$late" -T json
check "a column" shows "$roomba" -o "$columns" -Y "$late"
check "a column in two passes" shows "$roomba" -2 -o "$columns" -Y "$late"
check "addresses by our names" shows "$roomba" -N n -o iot.publish_names:TRUE -Y "$late"
check "a statistic with a filter of ours" \
    shows '\| +123 \|' -q -z io,stat,0,'iot.device == roomba'
check "a statistic of our field" \
    shows '\| +136 \|' -q -z io,stat,0,'COUNT(iot.device)iot.device == roomba'
check "a field in the Info column" shows "$roomba" -z proto,colinfo,iot.device,iot.device -Y "$late"
check "expert information" shows 'unanswered' -2 -q -z expert
check "our tables" shows "$roomba" -Y 'tcp.port == 1' -z iot,conversations
check "a script that reads a field" shows '^last .' -q -X "lua_script:$dir/field.lua"
check "a script that taps us" shows '^frames 2352' -q -X "lua_script:$dir/tap.lua"
exit "$failed"
