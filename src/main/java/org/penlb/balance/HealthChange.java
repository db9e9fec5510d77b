package org.penlb.balance;

/** What an {@link Observation} changed, so that whoever made it can tell. */
public enum HealthChange {
    /** Nothing that anybody would want to be told. */
    NONE,
    /** The operator has it left alone. */
    BLACKLISTED,
    /** The operator ended what it was left alone for. */
    WHITELISTED,
    /** It failed, and is left alone from now on; it was not before. */
    EJECTED,
    /** It answers after it was left alone, and is left alone no more. */
    RESTORED,
    /** Several instances voted it out; by a vote it was not left alone before. */
    VOTED_OUT,
    /** It was found down. */
    WENT_DOWN,
    /** It was down, and checks find it well. */
    CAME_UP,
    /** It was down, and nobody checks any more whether that is so. */
    UNCHECKED
}
