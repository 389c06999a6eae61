import { FloatingIp, Network, Port, Router, RouterInterface, SecurityGroup, Subnet } from '../../../constructs';
import { reference, synthInCloud } from './in-cloud';

test('a network, its subnet and a security group have what their props say', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const network = new Network(stack, 'private', {
      cloud,
      shared: true,
      networkType: 'flat',
      physicalNetwork: 'provider',
    });
    network.addSubnet('private-v4', {
      cidr: '192.0.2.0/24',
      gatewayIp: '192.0.2.1',
      allocationPools: [{ start: '192.0.2.100', end: '192.0.2.150' }],
    });
    new SecurityGroup(stack, 'web', { cloud, defaultEgress: false });
  });
  expect(one('network')).toEqual({
    cloud: 'main',
    name: 'private',
    shared: true,
    network_type: 'flat',
    physical_network: 'provider',
  });
  expect(one('subnet')).toEqual({
    cloud: 'main',
    name: 'private-v4',
    network_id: expect.stringMatching(reference('network', 'private', 'id')),
    cidr: '192.0.2.0/24',
    gateway_ip: '192.0.2.1',
    allocation_pools: [{ start: '192.0.2.100', end: '192.0.2.150' }],
  });
  expect(one('security_group')).toEqual({ cloud: 'main', name: 'web', default_egress: false });
});

test('the default group of a project is looked up, and lets in what it is told', () => {
  const { all } = synthInCloud((stack, cloud) => {
    const group = SecurityGroup.defaultOf(stack, 'default', { cloud });
    group.allowSsh();
    group.allowPing('2001:db8::/32');
  });
  const security_group_id = expect.stringMatching(reference('security_group', 'default', 'id'));
  const rule = { cloud: 'main', security_group_id, direction: 'ingress' };
  expect(all('security_group')).toEqual([{ cloud: 'main', name: 'default' }]);
  expect(all('security_group_rule')).toEqual([
    { ...rule, ethertype: 'IPv6', protocol: 'ipv6-icmp', remote_ip_prefix: '2001:db8::/32' },
    { ...rule, protocol: 'tcp', port_range_min: 22, port_range_max: 22 },
  ]);
});

test('what exists is looked up by its name, and used like what the stack makes', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const network = Network.fromName(stack, 'private', { cloud, name: 'private' });
    const subnet = Subnet.fromName(stack, 'v4', { cloud, name: 'private-v4', network });
    const router = Router.fromName(stack, 'out', { cloud, name: 'out' });
    const port = Port.fromName(stack, 'web1', { cloud, name: 'web1' });
    new RouterInterface(stack, 'way', { cloud, router, subnet });
    new FloatingIp(stack, 'way-in', { cloud, externalNetwork: network, port });
  });
  const network_id = expect.stringMatching(reference('network', 'private', 'id'));
  const subnet_id = expect.stringMatching(reference('subnet', 'v4', 'id'));
  const router_id = expect.stringMatching(reference('router', 'out', 'id'));
  const port_id = expect.stringMatching(reference('port', 'web1', 'id'));
  expect(one('network')).toEqual({ cloud: 'main', name: 'private' });
  expect(one('subnet')).toEqual({ cloud: 'main', name: 'private-v4', network_id });
  expect(one('router_interface')).toEqual({ cloud: 'main', router_id, subnet_id });
  expect(one('floating_ip')).toMatchObject({ external_network_id: network_id, port_id });
});

test('fails for a second network of one name, and for a subnet with a gateway and without', () => {
  const define = (again: string) =>
    synthInCloud((stack, cloud) => {
      const network = new Network(stack, 'private', { cloud });
      new Network(stack, 'again', { cloud, name: again });
      new Subnet(stack, 'v4', { cloud, network, cidr: '192.0.2.0/24', gatewayIp: '192.0.2.1', noGateway: true });
    });
  expect(() => define('private')).toThrow('stands for the network "private" of the cloud "main" already');
  expect(() => define('other')).toThrow('gatewayIp and noGateway are given: keep one of them.');
});
