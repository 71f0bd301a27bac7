// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.ExtendedError;

/** An entry of the error queue, {@code struct sock_extended_err}. */
final class ExtendedErrorFields {
    /** By {@code SO_EE_ORIGIN_*}. */
    private static final String[] ORIGINS = {"other", "local", "icmp", "icmp6", "timestamping", "zerocopy", "txtime"};

    private final Field object;
    private final Field errno;
    private final Field errnoName;
    private final Field origin;
    private final Field originName;
    private final Field type;
    private final Field code;
    private final Field mtu;
    private final Field offender;
    private final Field returned;

    ExtendedErrorFields(Field syscall) {
        object = syscall.object("extended_err");
        errno = object.number("errno");
        errnoName = object.text("errno_name");
        origin = object.number("origin");
        originName = object.word("origin_name", ORIGINS);
        type = object.number("type");
        code = object.number("code");
        mtu = object.number("mtu", Unit.OCTETS);
        offender = object.address("offender_ip");
        returned = object.number("returned_len", Unit.OCTETS);
    }

    void write(ExtendedError error, FieldSink sink) {
        sink.beginObject(object);
        if (error.errno() != 0) {
            sink.number(errno, error.errno());
            if (error.errnoName() != null) {
                sink.name(errnoName, error.errnoName());
            }
        }
        sink.number(origin, error.origin());
        sink.word(originName, error.origin() > 0 && error.origin() < ORIGINS.length ? error.origin() : 0);
        if (error.isIcmp()) {
            sink.number(type, error.type());
            sink.number(code, error.code());
        }
        sink.positive(mtu, error.mtu());
        if (error.offender() != null) {
            sink.address(offender, error.offender());
        }
        sink.number(returned, error.returned());
        sink.endObject();
    }
}
