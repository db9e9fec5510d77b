package org.penlb.cli.top;

import org.jline.keymap.KeyMap;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** What a key asks for. */
enum Key {
    NEXT_ORDER,
    PREVIOUS_ORDER,
    REVERSE,
    SLOWER,
    FASTER,
    SERVICE,
    CLIENTS,
    PAUSE,
    HELP,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    REDRAW,
    QUIT,
    NONE;

    private static final long AMBIGUOUS_MILLIS = 100;

    /** The keys of this terminal. */
    static KeyMap<Key> map(Terminal terminal) {
        KeyMap<Key> map = new KeyMap<>();
        map.setNomatch(NONE);
        map.setUnicode(NONE);
        map.setAmbiguousTimeout(AMBIGUOUS_MILLIS); // Escape alone, or the beginning of an arrow
        map.bind(NEXT_ORDER, "o", ">");
        map.bind(PREVIOUS_ORDER, "O", "<");
        map.bind(REVERSE, "r");
        map.bind(SLOWER, "+", "=");
        map.bind(FASTER, "-");
        map.bind(SERVICE, "s");
        map.bind(CLIENTS, "c");
        map.bind(PAUSE, "p", " ");
        map.bind(HELP, "h", "?");
        map.bind(REDRAW, KeyMap.ctrl('L'));
        map.bind(QUIT, "q", "Q", KeyMap.ctrl('C'), KeyMap.ctrl('D'));
        map.bind(UP, "k", "\033[A", "\033OA");
        map.bind(DOWN, "j", "\033[B", "\033OB");
        map.bind(PAGE_UP, "\033[5~");
        map.bind(PAGE_DOWN, "\033[6~");
        map.bind(FIRST, "g", "\033[H", "\033OH", "\033[1~");
        bind(map, terminal, UP, Capability.key_up);
        bind(map, terminal, DOWN, Capability.key_down);
        bind(map, terminal, PAGE_UP, Capability.key_ppage);
        bind(map, terminal, PAGE_DOWN, Capability.key_npage);
        bind(map, terminal, FIRST, Capability.key_home);
        return map;
    }

    private static void bind(KeyMap<Key> map, Terminal terminal, Key key, Capability capability) {
        String sequence = KeyMap.key(terminal, capability);
        if (sequence != null && !sequence.isEmpty()) {
            map.bind(key, sequence);
        }
    }
}
