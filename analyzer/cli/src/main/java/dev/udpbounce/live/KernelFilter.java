// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.packet.FilterProgram;
import dev.udpbounce.kernel.packet.PacketFilter;
import dev.udpbounce.kernel.packet.UnplaceableException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * The filter in the kernel. It passes the datagrams that the user selects and all ICMP messages, since a filter of
 * datagrams does not match the errors that quote them. It does the same behind one or two VLAN tags, unless the user's
 * expression contains {@code vlan} or a similar keyword: these move the offsets for the rest of an expression, so that
 * the errors come first.
 *
 * <p>The filter never contains {@code inbound}: until the first blocks of the ring have been passed, libpcap applies
 * the filter itself, does not know the direction, and rejects the packet.
 *
 * <p>It is not optimized: the optimizer of libpcap 1.10.3 makes {@code src and dst net 2001:db8::/48 and ip or dst net
 * 2001:db8::/48} false for every datagram.
 */
final class KernelFilter {
    /** Only first fragments have ports; the reader counts the later fragments that are not selected. */
    private static final String LATER_FRAGMENTS = "(ip proto 17 and ip[6:2] & 0x1fff != 0) or ip6 proto 44";
    /** Hop-by-hop, routing and destination options, behind which libpcap does not look for UDP. */
    private static final String BEHIND_EXTENSIONS = "ip6 proto 0 or ip6 proto 43 or ip6 proto 60";

    private static final String ERRORS = "icmp or icmp6 or " + LATER_FRAGMENTS;
    private static final Pattern MOVING = Pattern.compile("\\b(vlan|mpls|pppoed|pppoes|geneve)\\b");

    private KernelFilter() {}

    /** Returns the filter for the user's expression; null selects all datagrams. */
    static String text(@Nullable String expression) {
        return ERRORS + " or " + (expression == null ? "udp or " + BEHIND_EXTENSIONS : "(" + expression + ")");
    }

    /** Returns the same filter, extended to packets behind one or two VLAN tags. */
    static String textBehindTags(@Nullable String expression) {
        String text = text(expression);
        if (expression != null && MOVING.matcher(expression).find()) {
            return text;
        }
        // The second "vlan" always refers to a second tag.
        return text + " or (vlan and (" + text + ")) or (vlan and (" + text + "))";
    }

    /**
     * Returns the same filter for the kernel's ring, as instructions. It is applied behind tags on all interfaces too.
     *
     * @return null if libpcap refuses the expression, or makes of it what the kernel cannot do there
     */
    static byte @Nullable [] ofRing(PacketForm form, @Nullable String expression) {
        FilterProgram errors = form.compile(expression == null ? text(null) : ERRORS);
        FilterProgram selected = expression == null ? null : form.compile(expression);
        if (errors == null || (expression != null && selected == null)) {
            return null;
        }
        PacketFilter filter = PacketFilter.keeping(form.needed());
        try {
            form.addTo(filter, errors, false);
            if (selected != null) {
                form.addTo(filter, selected, MOVING.matcher(expression).find());
            }
            return filter.octets();
        } catch (UnplaceableException e) {
            return null;
        }
    }

    /** Compiles the user's expression alone, so that libpcap's message refers to the user's text. */
    static void check(String expression, int snapLength) throws CaptureException {
        try (PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, snapLength)) {
            compile(handle, expression);
        } catch (PcapNativeException e) {
            throw refused(expression, e);
        }
    }

    private static void compile(PcapHandle handle, String expression) throws CaptureException {
        try {
            handle.compileFilter(expression, BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN)
                    .free();
        } catch (PcapNativeException e) {
            throw refused(expression, e);
        } catch (NotOpenException e) {
            throw closed(e);
        }
    }

    /** Sets the filter of a handle. */
    static void set(PcapHandle handle, @Nullable String expression) throws CaptureException {
        if (expression != null) {
            compile(handle, expression);
        }
        try {
            if (!setText(handle, textBehindTags(expression))) {
                handle.setFilter(text(expression), BpfCompileMode.NONOPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
            }
        } catch (PcapNativeException e) {
            throw refused(expression == null ? text(null) : expression, e);
        } catch (NotOpenException e) {
            throw closed(e);
        }
    }

    /** Returns false if libpcap does not support VLAN tags for this link type, as for cooked headers. */
    private static boolean setText(PcapHandle handle, String text) throws NotOpenException {
        try {
            handle.setFilter(text, BpfCompileMode.NONOPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
            return true;
        } catch (PcapNativeException e) {
            return false;
        }
    }

    private static IllegalStateException closed(NotOpenException e) {
        return new IllegalStateException("a handle was closed before its capture began", e);
    }

    private static CaptureException refused(String expression, PcapNativeException e) {
        return new CaptureException(CaptureException.Kind.EXPRESSION, "'" + expression + "': " + LibpcapText.of(e));
    }
}
