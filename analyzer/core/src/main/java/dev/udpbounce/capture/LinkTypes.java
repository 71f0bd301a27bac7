// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

/** Names of link types as {@code tcpdump -L} prints them, with numbers from draft-ietf-opsawg-pcaplinktype. */
public final class LinkTypes {
    private LinkTypes() {}

    /** Name of a LINKTYPE_ number, such as {@code EN10MB} for 1; {@code LINKTYPE_n} for an uncommon one. */
    public static String name(int linkType) {
        return switch (linkType) {
            case 0 -> "NULL";
            case 1 -> "EN10MB";
            case 2 -> "EN3MB";
            case 6 -> "IEEE802";
            case 8 -> "SLIP";
            case 9 -> "PPP";
            case 10 -> "FDDI";
            case 50 -> "PPP_SERIAL";
            case 51 -> "PPP_ETHER";
            case 100 -> "ATM_RFC1483";
            case 101 -> "RAW";
            case 104 -> "C_HDLC";
            case 105 -> "IEEE802_11";
            case 107 -> "FRELAY";
            case 108 -> "LOOP";
            case 109 -> "ENC";
            case 113 -> "LINUX_SLL";
            case 117 -> "PFLOG";
            case 119 -> "PRISM_HEADER";
            case 122 -> "IP_OVER_FC";
            case 127 -> "IEEE802_11_RADIO";
            case 130 -> "JUNIPER_MLPPP";
            case 131 -> "JUNIPER_MLFR";
            case 132 -> "JUNIPER_ES";
            case 133 -> "JUNIPER_GGSN";
            case 134 -> "JUNIPER_MFR";
            case 135 -> "JUNIPER_ATM2";
            case 136 -> "JUNIPER_SERVICES";
            case 137 -> "JUNIPER_ATM1";
            case 138 -> "APPLE_IP_OVER_IEEE1394";
            case 143 -> "DOCSIS";
            case 163 -> "IEEE802_11_RADIO_AVS";
            case 164 -> "JUNIPER_MONITOR";
            case 166 -> "PPP_PPPD";
            case 167 -> "JUNIPER_PPPOE";
            case 168 -> "JUNIPER_PPPOE_ATM";
            case 174 -> "JUNIPER_PIC_PEER";
            case 178 -> "JUNIPER_ETHER";
            case 179 -> "JUNIPER_PPP";
            case 180 -> "JUNIPER_FRELAY";
            case 181 -> "JUNIPER_CHDLC";
            case 182 -> "MFR";
            case 183 -> "JUNIPER_VP";
            case 187 -> "BLUETOOTH_HCI_H4";
            case 189 -> "USB_LINUX";
            case 192 -> "PPI";
            case 194 -> "JUNIPER_ISM";
            case 195 -> "IEEE802_15_4_WITHFCS";
            case 197 -> "ERF";
            case 200 -> "JUNIPER_ST";
            case 201 -> "BLUETOOTH_HCI_H4_WITH_PHDR";
            case 204 -> "PPP_WITH_DIR";
            case 205 -> "C_HDLC_WITH_DIR";
            case 206 -> "FRELAY_WITH_DIR";
            case 219 -> "MPLS";
            case 220 -> "USB_LINUX_MMAPPED";
            case 226 -> "IPNET";
            case 227 -> "CAN_SOCKETCAN";
            case 228 -> "IPV4";
            case 229 -> "IPV6";
            case 230 -> "IEEE802_15_4_NOFCS";
            case 231 -> "DBUS";
            case 232 -> "JUNIPER_VS";
            case 233 -> "JUNIPER_SRX_E2E";
            case 234 -> "JUNIPER_FIBRECHANNEL";
            case 238 -> "JUNIPER_ATM_CEMIC";
            case 239 -> "NFLOG";
            case 240 -> "NETANALYZER";
            case 242 -> "IPOIB";
            case 247 -> "INFINIBAND";
            case 249 -> "USBPCAP";
            case 251 -> "BLUETOOTH_LE_LL";
            case 252 -> "WIRESHARK_UPPER_PDU";
            case 253 -> "NETLINK";
            case 258 -> "PKTAP";
            case 271 -> "VSOCK";
            case 274 -> "ETHERNET_MPACKET";
            case 276 -> "LINUX_SLL2";
            case 281 -> "DSA_TAG_BRCM";
            default -> "LINKTYPE_" + linkType;
        };
    }
}
