package org.penlb.service;

import org.penlb.config.IpAddress;

/** The policy of a service without limits per client. */
final class Everybody implements AdmissionPolicy {
    @Override
    public boolean admitsConnection(IpAddress client) {
        return true;
    }

    @Override
    public void left(IpAddress client) {
        // nobody is counted
    }

    @Override
    public boolean admitsDatagram(IpAddress client) {
        return true;
    }
}
