package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/**
 * Clients that come to a balancer in an order which a script says:
 *
 * <ul>
 *   <li>{@code 2}: a client from 127.0.0.2 comes, hears who serves it, and leaves
 *   <li>{@code +2}: it comes and stays
 *   <li>{@code -2}: the one from there that has stayed longest leaves
 *   <li>{@code x1}, {@code o1}: server 1 dies, comes back
 *   <li><code>{server 0 weight 0}</code>: the operator says this at the control port
 * </ul>
 *
 * Who came is answered by the name of a server, or by {@code -} if the balancer turned it away. A client has left when the
 * balancer has closed its connection, so the next one finds the counters up to date.
 */
final class Play implements AutoCloseable {
    private static final Pattern WORD = Pattern.compile("\\{[^}]*}|\\S+");

    private final SocketAddress balancer;
    private final List<EchoServer> servers;
    private final Control control;
    private final Map<String, Queue<Socket>> staying = new HashMap<>();

    /** Takes the operator's commands. */
    @FunctionalInterface
    interface Control {
        void say(String command) throws IOException;
    }

    Play(SocketAddress balancer, List<EchoServer> servers, Control control) {
        this.balancer = balancer;
        this.servers = servers;
        this.control = control;
    }

    /** Who served those that came, in their order. */
    List<String> perform(String script) {
        List<String> answers = new ArrayList<>();
        try {
            Matcher words = WORD.matcher(script);
            while (words.find()) {
                String word = words.group();
                String rest = word.substring(1);
                switch (word.charAt(0)) {
                    case 'x' -> servers.get(Integer.parseInt(rest)).kill();
                    case 'o' -> servers.get(Integer.parseInt(rest)).revive();
                    case '{' -> control.say(rest.substring(0, rest.length() - 1));
                    case '-' -> leave(staying(rest).remove());
                    case '+' -> answers.add(come(rest, true));
                    default -> answers.add(come(word, false));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answers;
    }

    private String come(String from, boolean stays) throws IOException {
        Socket client = Visitor.connect("127.0.0." + from, balancer);
        String name = name(client);
        if (stays) {
            staying(from).add(client);
        } else {
            leave(client);
        }
        return name;
    }

    private Queue<Socket> staying(String from) {
        return staying.computeIfAbsent(from, _ -> new ArrayDeque<>());
    }

    private static String name(Socket client) {
        try {
            String name = Visitor.nameFrom(client);
            return name.isEmpty() ? "-" : name;
        } catch (IOException _) {
            return "-"; // reset
        }
    }

    private static void leave(Socket client) throws IOException {
        try (client) {
            client.shutdownOutput();
            client.getInputStream().skip(Long.MAX_VALUE);
        } catch (IOException _) {
            // turned away
        }
    }

    @Override
    public void close() throws IOException {
        for (Queue<Socket> clients : staying.values()) {
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
