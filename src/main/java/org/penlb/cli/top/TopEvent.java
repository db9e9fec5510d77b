package org.penlb.cli.top;

/** What a session waits for. */
sealed interface TopEvent {
    /** A key was pressed. */
    record Pressed(Key key) implements TopEvent {}

    /** The pen told how it is. */
    record Told(Round round) implements TopEvent {}

    /** The pen told nothing. */
    record Silent(String reason) implements TopEvent {}

    /** Something went wrong in this program. */
    record Failed(Throwable cause) implements TopEvent {}

    /** The terminal has another size. */
    record Resized() implements TopEvent {}

    /** The program goes on after it was stopped. */
    record Continued() implements TopEvent {}
}
