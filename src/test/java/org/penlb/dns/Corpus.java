package org.penlb.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Well-formed messages of all kinds, as dnsjava writes them. */
final class Corpus {
    private final List<byte[]> queries = new ArrayList<>();
    private final List<byte[]> responses = new ArrayList<>();

    Corpus() throws IOException {
        var key = new TSIG(TSIG.HMAC_SHA256, Name.fromString("key."), new byte[32]);
        Name zone = Name.fromString("example.com.");
        Record address = new ARecord(zone, DClass.IN, 60, InetAddress.ofLiteral("10.0.0.1"));
        Record soa = new SOARecord(zone, DClass.IN, 60, zone, zone, 1, 2, 3, 4, 5);
        for (String name : List.of(
                ".", "com.", "wWw.ExAmPlE.com.", "a".repeat(63) + ".b.", "a.".repeat(127), "\\000\\200.\\..x.")) {
            for (int type : new int[] {Type.A, Type.NS, Type.AAAA, Type.ANY, Type.AXFR, Type.HTTPS, 65_535}) {
                query(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)), key);
            }
        }
        Message ixfr = Message.newQuery(Record.newRecord(zone, Type.IXFR, DClass.IN));
        ixfr.addRecord(soa, Section.AUTHORITY);
        query(ixfr, key);
        Message notify = Message.newQuery(Record.newRecord(zone, Type.SOA, DClass.IN));
        notify.getHeader().setOpcode(Opcode.NOTIFY);
        notify.addRecord(soa, Section.ANSWER);
        query(notify, key);
        var update = new Update(zone);
        update.absent(Name.fromString("new", zone));
        update.present(zone);
        update.add(address);
        update.delete(zone, Type.NS);
        query(update, key);
        Message response = Message.newQuery(Record.newRecord(zone, Type.A, DClass.IN));
        response.getHeader().setFlag(Flags.QR);
        response.addRecord(address, Section.ANSWER);
        response.addRecord(new NSRecord(zone, DClass.IN, 60, zone), Section.AUTHORITY);
        responses.add(response.toWire());
        for (byte[] query : List.copyOf(queries)) {
            responses.add(answered(query, Rcode.NOERROR));
            responses.add(answered(query, Rcode.REFUSED));
        }
    }

    /** The query as it is, with EDNS, with a cookie, and signed. */
    private void query(Message query, TSIG key) throws IOException {
        queries.add(query.toWire());
        Message edns = query.clone();
        edns.addRecord(new OPTRecord(1232, 0, 0, Flags.DO, List.<EDNSOption>of()), Section.ADDITIONAL);
        queries.add(edns.toWire());
        Message cookie = query.clone();
        cookie.addRecord(
                new OPTRecord(1232, 0, 0, 0, List.of(new CookieOption(new byte[8], new byte[16]))), Section.ADDITIONAL);
        queries.add(cookie.toWire());
        Message signed = query.clone();
        key.apply(signed, null);
        queries.add(signed.toWire());
    }

    private static byte[] answered(byte[] query, int rcode) throws IOException {
        var message = new Message(query);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(rcode);
        return message.toWire();
    }

    List<byte[]> queries() {
        return queries;
    }

    List<byte[]> responses() {
        return responses;
    }
}
