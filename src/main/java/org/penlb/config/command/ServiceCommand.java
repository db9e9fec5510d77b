package org.penlb.config.command;

/**
 * A change that somebody asked for.
 *
 * @param service the name of the service that it is about
 */
public record ServiceCommand(String service, Command.Change change) {}
