// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.decode.Extension;
import dev.udpbounce.decode.MplsLabel;
import java.util.List;

/** The objects of an error's extension structure (RFC 4884), and the MPLS label stacks in them (RFC 4950). */
final class ExtensionFields {
    private final Field extensions;
    private final Field classNum;
    private final Field classType;
    private final Field data;
    private final Field mpls;
    private final Field label;
    private final Field exp;
    private final Field bottom;
    private final Field ttl;

    ExtensionFields(Field object) {
        extensions = object.objects("extensions");
        classNum = extensions.number("class_num");
        classType = extensions.number("class_type");
        data = extensions.text("data");
        mpls = extensions.objects("mpls");
        label = mpls.number("label");
        exp = mpls.number("exp");
        bottom = mpls.flag("bottom");
        ttl = mpls.number("ttl");
    }

    void write(List<Extension> objects, FieldSink sink) {
        if (objects.isEmpty()) {
            return;
        }
        sink.beginList(extensions);
        for (Extension extension : objects) {
            sink.beginItem(extensions);
            sink.number(classNum, extension.classNum());
            sink.number(classType, extension.classType());
            sink.octets(data, extension.data());
            labels(extension.labels(), sink);
            sink.endItem();
        }
        sink.endList(extensions);
    }

    private void labels(List<MplsLabel> labels, FieldSink sink) {
        if (labels.isEmpty()) {
            return;
        }
        sink.beginList(mpls);
        for (MplsLabel entry : labels) {
            sink.beginItem(mpls);
            sink.number(label, entry.label());
            sink.number(exp, entry.exp());
            sink.flag(bottom, entry.bottom());
            sink.number(ttl, entry.ttl());
            sink.endItem();
        }
        sink.endList(mpls);
    }
}
