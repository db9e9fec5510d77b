package org.penlb.cluster.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.penlb.config.PenConfig;

/** Whatever operators order where, and however orders are lost, doubled and late: all instances end with the same. */
class ConvergencePropertiesTest {
    private static final int INSTANCES = 3;

    /** Orders on their way from one instance to another. */
    private record Message(int to, byte[] orders) {}

    @Property(tries = 100)
    void all_instances_end_with_the_same(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps)
            throws MalformedOrders {
        new Cluster(new Random(seed), false).run(steps);
    }

    @Property(tries = 100)
    void also_if_files_are_read_again(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps)
            throws MalformedOrders {
        new Cluster(new Random(seed), true).run(steps);
    }

    private static final class Cluster {
        private final Random random;
        private final boolean reloads;
        private final List<Instance> instances = new ArrayList<>();
        private final List<Message> network = new ArrayList<>();
        private PenConfig file = Instance.config("10.0.0.0:80", "10.0.0.1:80:0:0:3");

        Cluster(Random random, boolean reloads) {
            this.random = random;
            this.reloads = reloads;
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(new Instance(i, file));
            }
        }

        void run(int steps) throws MalformedOrders {
            for (int i = 0; i < steps; i++) {
                step();
            }
            if (reloads) {
                instances.forEach(instance -> instance.reload(file));
            }
            Collections.shuffle(instances, random);
            for (Instance to : instances) {
                for (Instance from : instances) {
                    to.learn(shuffled(from.book.all()));
                }
            }
            for (Instance to : instances) {
                for (Instance from : instances) {
                    to.learn(from.book.all());
                }
                to.obey(); // what could not be carried out before
            }
            Instance first = instances.getFirst();
            for (Instance other : instances) {
                assertThat(other.book.all()).isEqualTo(first.book.all());
                assertThat(other.book.digest()).isEqualTo(first.book.digest());
                assertThat(other.effective()).isEqualTo(first.effective());
                String before = other.effective();
                other.obey();
                assertThat(other.effective()).isEqualTo(before);
            }
        }

        private <T> List<T> shuffled(List<T> list) {
            List<T> shuffled = new ArrayList<>(list);
            Collections.shuffle(shuffled, random);
            return shuffled;
        }

        private void step() throws MalformedOrders {
            Instance instance = instances.get(random.nextInt(INSTANCES));
            instance.now += random.nextInt(3);
            switch (random.nextInt(reloads ? 5 : 4)) {
                case 0, 1 -> send(instance.command(command()));
                case 2 -> deliver(random.nextInt(10) != 0);
                case 3 -> deliver(true);
                default -> {
                    if (random.nextBoolean()) {
                        file = newFile();
                    }
                    send(instance.reload(file));
                }
            }
        }

        private void send(List<Order> orders) {
            for (int to = 0; to < INSTANCES; to++) {
                for (byte[] message : OrderCodec.encode(orders, 100)) {
                    if (random.nextInt(3) != 0) {
                        network.add(new Message(to, message));
                    }
                }
            }
        }

        private void deliver(boolean once) throws MalformedOrders {
            if (!network.isEmpty()) {
                int any = random.nextInt(network.size());
                Message message = once ? network.remove(any) : network.get(any);
                instances.get(message.to()).learn(OrderCodec.decode(message.orders()));
            }
        }

        private PenConfig newFile() {
            List<String> servers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                if (random.nextBoolean()) {
                    servers.add(address(i) + ":0:0:" + random.nextInt(3));
                }
            }
            return Instance.config(servers.toArray(String[]::new));
        }

        private static String address(int number) {
            return "10.0.0." + number + ":80";
        }

        private String command() {
            String server = "server " + random.nextInt(5) + " ";
            int number = random.nextInt(4);
            return switch (random.nextInt(18)) {
                case 0, 1, 2 -> "server add " + address(number) + ":" + number + "::" + random.nextInt(3);
                case 3, 4 -> server + "remove";
                case 5 -> server + "drain";
                case 6, 7 -> server + "up";
                case 8 -> server + "address " + address(number);
                case 9 -> server + "weight " + number;
                case 10 -> server + "prio " + number + " max 5 hard 6 acl " + number;
                case 11 -> server + "blacklist " + number;
                case 12 -> "acl " + number + " permit 10.0.0." + number;
                case 13 -> "no acl " + number;
                case 14 -> (random.nextBoolean() ? "no " : "") + "roundrobin";
                case 15 -> (random.nextBoolean() ? "no " : "") + "hash";
                case 16 -> "tracking " + number;
                default -> "tcp_fastclose " + (random.nextBoolean() ? "up" : "both");
            };
        }
    }
}
