package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntrusiveListTest {
    private final IntrusiveList<String> chain = new IntrusiveList<>();
    private final IntrusiveList.Link<String> a = new IntrusiveList.Link<>("a");
    private final IntrusiveList.Link<String> b = new IntrusiveList.Link<>("b");
    private final IntrusiveList.Link<String> c = new IntrusiveList.Link<>("c");

    private List<String> elements() {
        List<String> elements = new ArrayList<>();
        for (String element = chain.last(); element != null; element = chain.before(linkOf(element))) {
            elements.addFirst(element);
        }
        return elements;
    }

    private IntrusiveList.Link<String> linkOf(String element) {
        return element.equals("a") ? a : element.equals("b") ? b : c;
    }

    @Test
    void is_empty_at_first() {
        assertThat(chain.isEmpty()).isTrue();
        assertThat(chain.first()).isNull();
        assertThat(chain.last()).isNull();
    }

    @Test
    void keeps_the_order_and_lets_go_of_any() {
        chain.putLast(a);
        chain.putLast(b);
        chain.putLast(c);
        assertThat(elements()).containsExactly("a", "b", "c");
        chain.putLast(a);
        assertThat(elements()).containsExactly("b", "c", "a");
        chain.remove(c);
        chain.remove(c);
        assertThat(elements()).containsExactly("b", "a");
        assertThat(chain.first()).isEqualTo("b");
    }

    @Test
    void is_a_list_under_any_sequence_of_changes() {
        var random = new Random(4);
        List<IntrusiveList.Link<Integer>> links = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            links.add(new IntrusiveList.Link<>(i));
        }
        var numbers = new IntrusiveList<Integer>();
        List<Integer> expected = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            int which = random.nextInt(links.size());
            expected.removeIf(number -> number == which);
            if (random.nextBoolean()) {
                numbers.putLast(links.get(which));
                expected.add(which);
            } else {
                numbers.remove(links.get(which));
            }
            assertThat(numbers.isEmpty()).isEqualTo(expected.isEmpty());
            assertThat(numbers.first()).isEqualTo(expected.isEmpty() ? null : expected.getFirst());
            assertThat(numbers.last()).isEqualTo(expected.isEmpty() ? null : expected.getLast());
        }
    }
}
