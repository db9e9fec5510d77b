package org.penlb.service;

/**
 * Why a server does not go on at what its name stands for.
 *
 * @param reason the whole sentence, which names the server
 * @param why what is the matter with the name
 */
public record NameTrouble(String reason, String why) {}
