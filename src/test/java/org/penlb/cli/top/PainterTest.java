package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.cli.top.SampleRounds.busy;
import static org.penlb.cli.top.SampleRounds.settings;
import static org.penlb.cli.top.SampleRounds.view;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PainterTest {
    private static final int WIDTH = 80;
    private static final int HEIGHT = 12;
    private static final Pattern PIECE = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])|([ -~]+)");

    private final char[][] cells = new char[HEIGHT][WIDTH];
    private final Painter painter = new Painter(true);
    private int row;
    private int column;

    private static TopPage page(int servers, Key... keys) {
        return new TopPage(view(busy(servers, 2), settings(keys), null), WIDTH, HEIGHT);
    }

    /** A terminal that knows the few sequences. */
    private void receive(String sent) {
        Matcher piece = PIECE.matcher(sent);
        int end = 0;
        for (; piece.find(); end = piece.end()) {
            assertThat(piece.start()).isEqualTo(end);
            if (piece.group(3) != null) {
                for (char c : piece.group(3).toCharArray()) {
                    cells[row][column++] = c;
                }
                continue;
            }
            switch (piece.group(2)) {
                case "J" -> Arrays.stream(cells).forEach(line -> Arrays.fill(line, ' '));
                case "K" -> Arrays.fill(cells[row], column, WIDTH, ' ');
                case "H" -> {
                    row = Integer.parseInt(piece.group(1).split(";")[0]) - 1;
                    column = 0;
                }
                case "m" -> {}
                default -> throw new AssertionError(piece.group());
            }
        }
        assertThat(end).isEqualTo(sent.length());
    }

    private void show(TopPage page) {
        receive(painter.paint(page, HEIGHT));
        String shown = Arrays.stream(cells)
                .map(line -> new String(line).stripTrailing() + "\n")
                .collect(Collectors.joining());
        assertThat(shown.stripTrailing()).isEqualTo(page.text().stripTrailing());
    }

    @Test
    void the_terminal_shows_each_page() {
        for (TopPage page : List.of(page(3), page(30), page(3, Key.HELP), page(0), page(2))) {
            show(page);
        }
    }

    @Test
    void what_did_not_change_is_not_sent() {
        show(page(3));
        assertThat(painter.paint(page(3), HEIGHT)).isEmpty();
        painter.forget();
        assertThat(painter.paint(page(3), HEIGHT)).contains("10.0.0.2");
    }

    @Test
    void without_colour_no_colour_is_sent() {
        assertThat(painter.paint(page(3), HEIGHT)).contains("\u001b[1;31m");
        assertThat(new Painter(false).paint(page(3), HEIGHT)).doesNotContainPattern("\u001b\\[[0-9;]*3[0-9]m");
    }
}
