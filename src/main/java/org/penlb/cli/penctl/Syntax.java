package org.penlb.cli.penctl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How one command is written: {@code server SERVER * max|hard N}. Capitals stand for what the user fills in, a bar
 * separates words to choose from, and what follows an asterisk may be repeated.
 *
 * @param places the words to choose from, or the one capital name, for each place
 * @param repeatedFrom where the repeated part begins; the number of places if nothing is repeated
 */
record Syntax(List<List<String>> places, int repeatedFrom) {
    /** A server's number. */
    static final String SERVER = "SERVER";

    private static final String REPEAT = "*";
    private static final Set<String> NUMBERS = Set.of(SERVER, "LIST", "N", "SEC");

    Syntax {
        places = List.copyOf(places);
    }

    static Syntax of(String text) {
        List<List<String>> places = new ArrayList<>();
        int repeatedFrom = -1;
        for (String word : text.split(" ")) {
            if (word.equals(REPEAT)) {
                repeatedFrom = places.size();
            } else {
                places.add(Arrays.asList(word.split("\\|")));
            }
        }
        return new Syntax(places, repeatedFrom < 0 ? places.size() : repeatedFrom);
    }

    /** What can stand behind these words, as in {@link #places}: nothing if this is another command, or ends there. */
    List<String> next(List<String> words) {
        int place = placeBehind(words);
        return place < 0 || place == places.size() ? List.of() : places.get(place);
    }

    /** Whether these words can begin the command. */
    boolean fits(List<String> words) {
        return placeBehind(words) >= 0;
    }

    /** The place behind these words; the number of places if it ends there, -1 if this is another command. */
    private int placeBehind(List<String> words) {
        int place = wrapped(0);
        for (String word : words) {
            if (place == places.size() || !fits(places.get(place), word)) {
                return -1;
            }
            place = wrapped(place + 1);
        }
        return place;
    }

    private int wrapped(int place) {
        return place == places.size() ? repeatedFrom : place;
    }

    private static boolean fits(List<String> place, String word) {
        if (NUMBERS.contains(place.getFirst())) {
            return word.chars().allMatch(c -> c >= '0' && c <= '9');
        }
        return isName(place.getFirst()) || place.contains(word);
    }

    /** Whether something is to be filled in here. */
    static boolean isName(String word) {
        return Character.isUpperCase(word.charAt(0));
    }
}
